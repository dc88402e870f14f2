use std::collections::BTreeMap;
use std::path::Path;

use super::*;

/// The layers of a file, an environment and a command line.
fn layers(file: &str, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Layers {
    let mut layers = Layers::default();
    layers.file(Path::new("m.toml"), file);
    let pairs = environment.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    layers.environment(pairs.collect::<BTreeMap<String, String>>());
    let flag = |(name, value): &(&str, &str)| (Key::find(name).unwrap(), (*value).to_owned());
    layers.flags(flags.iter().map(flag).collect());
    layers
}

#[test]
fn the_later_layer_wins() {
    let file = "workers = 2";
    let environment = [("MASSNAHMEN_WORKERS", "3"), ("PATH", "/bin")];
    let cases: [(_, &[_], &[_], _, _); 4] = [
        ("", &[], &[], 0, "default"),
        (file, &[], &[], 2, "file m.toml"),
        (file, &environment, &[], 3, "environment MASSNAHMEN_WORKERS"),
        (file, &environment, &[("workers", "4")], 4, "option --workers"),
    ];
    for (file, environment, flags, workers, origin) in cases {
        let layers = layers(file, environment, flags);
        assert_eq!(layers.config().unwrap().workers, workers);
        assert_eq!(layers.origin(Key::find("workers").unwrap()).to_string(), origin);
    }
}

#[test]
fn the_defaults_are_as_promised() {
    let config = Config::default();
    assert_eq!(config.database_url.reveal(), "sqlite://data/register.db");
    assert_eq!(config.public_url, "http://127.0.0.1:8080");
    assert_eq!(config.cors_origins, Origins::All);
    assert_eq!((config.body_limit, config.session_days, config.demo), (1 << 20, 30, false));
}

#[test]
fn the_public_address_follows_the_listening_one() {
    let config = layers("listen = '[::1]:90'", &[], &[]).config().unwrap();
    assert_eq!(config.public_url, "http://[::1]:90");
    let config = layers("public_url = 'https://m.example/'", &[], &[]).config().unwrap();
    assert_eq!(config.public_url, "https://m.example");
}

#[test]
fn the_publisher_is_the_contact_unless_another_is_named() {
    let config = layers("contact_name = 'Stadt'", &[], &[]).config().unwrap();
    assert_eq!((&*config.publisher_name, &*config.publisher_ags), ("Stadt", ""));
    assert!(config.open_data);
    let file = "open_data = false\npublisher_name = 'Amt'\npublisher_ags = '15003000'";
    let config = layers(file, &[], &[]).config().unwrap();
    assert_eq!((&*config.publisher_name, &*config.publisher_ags), ("Amt", "15003000"));
    assert!(!config.open_data);
}

#[test]
fn a_demonstration_is_kept_apart() {
    let kept = |flags: &[(&'static str, &'static str)], file| {
        layers(file, &[], flags).config().unwrap().database_url.reveal().to_owned()
    };
    assert_eq!(kept(&[("demo", "true")], ""), "sqlite://data/demo.db");
    assert_eq!(kept(&[("demo", "false")], ""), "sqlite://data/register.db");
    assert_eq!(kept(&[("demo", "true")], "database_url = 'sqlite://a'"), "sqlite://a");
}

#[test]
fn a_mistake_is_named() {
    let cases = [
        ("publisher_ags = '1500'", "expected a key of eight digits"),
        ("worker = 1", "worker (file m.toml): there is no such key; did you mean workers?"),
        ("[server]\nport = 1", "server (file m.toml): there is no such key"),
        ("[workers]", "workers (file m.toml): not a table nor a date"),
        ("workers = -1", "workers (file m.toml): expected a whole number from 0 to 1024"),
        ("workers = 1.5", "expected a whole number from 0 to 1024, not \"1.5\""),
        ("listen = 'here'", "listen (file m.toml): expected an address and a port"),
        ("time_zone = 'Berlin'", "expected a time zone"),
        ("log = 'loud'", "log (file m.toml): expected error, warn"),
        ("log_format = 'xml'", "expected auto, text or json, not \"xml\""),
        ("trusted_proxies = ['10.0.0.0/33']", "expected addresses or networks"),
        ("cors_origins = ['*', 'https://a.example']", "expected * alone"),
        ("cors_origins = ['https://a.example/path']", "expected * alone"),
        ("demo = 'yes'", "demo (file m.toml): expected true or false"),
        ("contact_name = ''", "contact_name (file m.toml): expected a text"),
        ("contact_email = 'nobody'", "expected an e-mail address"),
        ("public_url = 'm.example'", "expected an address that starts with https://"),
        ("\nx = ", "m.toml, line 2: "),
    ];
    for (file, expected) in cases {
        let Error(faults) = layers(file, &[], &[]).config().unwrap_err();
        assert!(faults[0].contains(expected), "{file}: {faults:?}");
        assert_eq!(faults.len(), 1, "{file}: {faults:?}");
    }
}

#[test]
fn an_unknown_variable_is_a_mistake_too() {
    let environment = [("MASSNAHMEN_LISTE", "x"), ("MASSNAHMEN_LISTEN_FILE", "x")];
    let Error(faults) = layers("", &environment, &[]).config().unwrap_err();
    assert_eq!(
        faults,
        [
            "MASSNAHMEN_LISTE: there is no such variable; did you mean MASSNAHMEN_LISTEN?",
            "MASSNAHMEN_LISTEN_FILE: there is no such variable; did you mean MASSNAHMEN_LISTEN?",
        ]
    );
}

#[test]
fn every_mistake_is_heard_of_at_once() {
    let found = layers("a = 1\nworkers = 'x'", &[("MASSNAHMEN_LOG", "")], &[("demo", "x")]);
    assert_eq!(found.config().unwrap_err().0.len(), 4);
}

#[test]
fn a_secret_may_lie_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("url");
    std::fs::write(&path, "postgres://a:b@c/d\n").unwrap();
    let variable = ("MASSNAHMEN_DATABASE_URL_FILE", path.to_str().unwrap());
    let config = layers("", &[variable], &[]).config().unwrap();
    assert_eq!(config.database_url.reveal(), "postgres://a:b@c/d");
    let both = [("MASSNAHMEN_DATABASE_URL", "sqlite://x"), variable];
    assert!(layers("", &both, &[]).config().is_err());
    let missing = [("MASSNAHMEN_DATABASE_URL_FILE", "/nowhere/at/all")];
    assert!(layers("", &missing, &[]).config().is_err());
}

#[test]
fn a_password_is_never_shown() {
    let cases = [
        ("sqlite://data/register.db", "sqlite://data/register.db"),
        ("postgres://host/db", "postgres://host/db"),
        ("postgres://user@host/db", "postgres://user@host/db"),
        ("postgres://user:secret@host:5432/db", "postgres://user:…@host:5432/db"),
        ("postgres://user:sec@ret@host/db", "postgres://user:…@host/db"),
        (
            "postgresql://host/db?sslmode=require&password=secret",
            "postgresql://host/db?sslmode=require&password=…",
        ),
    ];
    for (url, shown) in cases {
        let url = DatabaseUrl::read(url).unwrap();
        assert_eq!(url.to_string(), shown);
        assert_eq!(format!("{url:?}"), shown);
    }
    let bad = layers("database_url = 'mysql://u:secret@h'", &[], &[]).config().unwrap_err();
    let broken = layers("database_url = 'postgres://u:secret@h", &[], &[]).config().unwrap_err();
    assert!(!bad.to_string().contains("secret") && !broken.to_string().contains("secret"));
}

#[test]
fn a_network_holds_its_addresses() {
    let cases = [
        ("10.0.0.0/8", "10.1.2.3", true),
        ("10.0.0.0/8", "11.1.2.3", false),
        ("10.0.0.1", "10.0.0.1", true),
        ("10.0.0.1", "10.0.0.2", false),
        ("0.0.0.0/0", "203.0.113.9", true),
        ("10.0.0.0/8", "::ffff:10.1.2.3", true),
        ("2001:db8::/32", "2001:db8:1::1", true),
        ("2001:db8::/32", "2001:db9::1", false),
        ("::/0", "10.0.0.1", false),
    ];
    for (network, address, inside) in cases {
        let found = network.parse::<Network>().unwrap().contains(address.parse().unwrap());
        assert_eq!(found, inside, "{address} in {network}");
    }
}

#[test]
fn what_is_shown_can_be_read_again() {
    let file = "trusted_proxies = ['10.0.0.1', 'fe80::/10']\ncors_origins = []\nworkers = 7";
    let config = layers(file, &[], &[]).config().unwrap();
    let line = |key: &Key| format!("{} = {}\n", key.name, key.show(&config));
    let shown: String = KEYS.iter().map(line).collect();
    let again = layers(&shown, &[], &[]).config().unwrap();
    assert_eq!(format!("{config:?}"), format!("{again:?}"));
}
