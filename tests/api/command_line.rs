//! The program as it is called: what it prints, and with what it ends.

use std::process::{Command, Output};

fn massnahmen(variables: &[(&str, &str)], line: &[&str]) -> Output {
    let program = Command::new(env!("CARGO_BIN_EXE_massnahmen"))
        .envs(variables.iter().copied())
        .current_dir(std::env::temp_dir())
        .args(line)
        .output();
    program.unwrap()
}

#[test]
fn a_file_of_certificates_that_has_none_is_named_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("register.db").display());
    let line = ["serve", "--listen", "127.0.0.1:0", "--database-url", &url];
    for (file, reason) in [("Cargo.toml", "no certificate"), ("nowhere.pem", "No such file")] {
        let file = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
        let output =
            massnahmen(&[], &[&line[..], &["--webhooks-root-certificates", &file]].concat());
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(78), "{told}");
        assert!(told.contains(&format!("{file}: ")) && told.contains(reason), "{told}");
    }
}

#[test]
fn the_exit_code_tells_what_was_wrong() {
    let cases: [(&[_], &[_], _, _); 7] = [
        (&[], &["config"], 0, ""),
        (&[], &["frobnicate"], 2, "unrecognized subcommand"),
        (&[("MASSNAHMEN_LISTN", "x")], &["config"], 78, "did you mean MASSNAHMEN_LISTEN?"),
        (&[], &["config", "--workers", "many"], 78, "workers (option --workers): expected"),
        (&[], &["config", "--config", "/nowhere/at.all"], 78, "/nowhere/at.all: cannot be read"),
        (&[], &["restore", "/nowhere/at.all"], 1, "/nowhere/at.all: No such file"),
        (&[], &["health", "--url", "http://127.0.0.1:1/"], 1, "refused"),
    ];
    for (variables, line, code, told) in cases {
        let output = massnahmen(variables, line);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line:?}: {errors}");
        assert!(errors.contains(told), "{line:?}: {errors}");
    }
}

#[test]
fn the_settings_in_force_are_shown_with_their_origin() {
    let url = ("MASSNAHMEN_DATABASE_URL", "postgres://city:geheim@db.example/register");
    let output = massnahmen(&[url], &["config", "--demo"]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(!shown.contains("geheim"), "{shown}");
    for expected in [
        "# from: environment MASSNAHMEN_DATABASE_URL\n\
         database_url = \"postgres://city:…@db.example/register\"\n",
        "# from: option --demo\ndemo = true\n",
        "# from: default\nsession_days = 30\n",
    ] {
        assert!(shown.contains(expected), "{expected}\nis not in\n{shown}");
    }
}
