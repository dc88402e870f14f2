use std::io::{IsTerminal, Write};
use std::net::TcpListener;
use std::time::Duration;

use chrono::TimeDelta;

use super::{Failure, Result, Setup, demo};
use crate::actions::tokens::{Lifetimes, Settings as TokenSettings, Tokens};
use crate::actions::{catalog, password, users};
use crate::api::{Api, Contact, Cors, Running, Settings, server};
use crate::config::{Config, Origins};
use crate::formats::open_data::Publisher;
use crate::push::{Push, Settings as PushSettings};
use crate::register::Register;
use crate::web::{self, Site};

/// Run the service
///
/// Brings the database up to date, loads the built-in catalog into an empty one,
/// and answers until it is told to stop (Ctrl-C, SIGTERM).
#[derive(clap::Args)]
pub struct Args {}

pub fn run(setup: &Setup, _: Args, out: &mut dyn Write) -> Result<()> {
    let config = &setup.config;
    // First, so that a demonstration that runs is not emptied under its feet.
    let listener = TcpListener::bind(config.listen).map_err(|cause| {
        Failure::other(format!(
            "cannot listen on {}: {cause}; choose another with --listen",
            config.listen
        ))
    })?;
    if config.demo {
        demo::prepare(config)?;
    }
    let (register, threads) = setup.open()?;
    if config.demo {
        demo::load(config, &register, out)?;
    } else {
        demo::refuse(config)?;
    }
    register.write_blocking(catalog::load_default)?;
    let tokens = Tokens::load(&register, token_settings(config))?;
    greet(config, &register, &tokens, out)?;
    let push = start_push(config, &register)?;
    let api = Api::new(register, tokens, settings(config));
    let pages = web::routes(site(config));
    let running = Running {
        workers: match config.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            workers => workers,
        },
        shutdown: Duration::from_secs(config.shutdown_timeout),
    };
    actix_web::rt::System::new()
        .block_on(async move { server(api, pages, listener, running)?.await })?;
    if let Some(push) = push {
        push.stop();
    }
    threads.join();
    tracing::info!("stopped; everything that was acknowledged is on disk");
    Ok(())
}

/// The sender of webhooks, unless that is left to another process.
fn start_push(config: &Config, register: &Register) -> Result<Option<Push>> {
    let settings = PushSettings {
        database_url: config.database_url.reveal().to_owned(),
        public_url: config.public_url.clone(),
        anywhere: config.webhooks_allow_private,
    };
    Ok(config.webhooks.then(|| Push::start(register.clone(), settings)).transpose()?)
}

fn settings(config: &Config) -> Settings {
    let mut settings = Settings::new(&config.public_url);
    settings.body_limit = config.body_limit;
    settings.request_timeout = Duration::from_secs(config.request_timeout);
    settings.max_requests = config.max_requests;
    settings.max_streams = config.max_streams;
    settings.patience = Duration::from_secs(config.stream_patience);
    settings.behind_tls = config.behind_tls;
    let proxies = config.trusted_proxies.clone();
    settings.is_proxy = Box::new(move |address| proxies.iter().any(|p| p.contains(address)));
    settings.contact = contact(config);
    settings.open_data = config.open_data.then(|| publisher(config));
    settings.webhooks_anywhere = config.webhooks_allow_private;
    settings.cors = match &config.cors_origins {
        Origins::All => Cors::Everyone,
        Origins::These(origins) => Cors::Only(origins.clone()),
    };
    settings
}

/// What the operator says on the pages.
fn site(config: &Config) -> Site {
    let operator = [&config.operator, &config.publisher_name, &config.contact_name];
    let operator = operator.into_iter().find(|name| !name.is_empty()).cloned();
    Site {
        operator: operator.unwrap_or_default(),
        address: config.operator_address.split(',').map(|line| line.trim().to_owned()).collect(),
        email: config.contact_email.clone(),
        phone: config.operator_phone.clone(),
        privacy_officer: config.privacy_officer.clone(),
        enforcement_body: config.enforcement_body.clone(),
        checked_on: config.accessibility_checked_on.parse().ok(),
        gaps: config.accessibility_gaps.clone(),
        embedders: match &config.embed_origins {
            Origins::All => vec!["*".to_owned()],
            Origins::These(origins) => origins.clone(),
        },
    }
}

/// Whom the description names.
pub(super) fn contact(config: &Config) -> Contact {
    Contact {
        name: config.contact_name.clone(),
        email: config.contact_email.clone(),
        url: config.contact_url.clone(),
    }
}

/// Who publishes the measures.
pub(super) fn publisher(config: &Config) -> Publisher {
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    Publisher {
        name: config.publisher_name.clone(),
        email: config.contact_email.clone(),
        url: config.contact_url.clone(),
        ags: some(&config.publisher_ags),
        contributor: some(&config.publisher_contributor_id),
    }
}

fn token_settings(config: &Config) -> TokenSettings {
    TokenSettings {
        issuer: config.public_url.clone(),
        audience: "massnahmen".to_owned(),
        lifetimes: Lifetimes {
            access: TimeDelta::minutes(config.access_token_minutes.into()),
            idle: TimeDelta::hours(config.session_idle_hours.into()),
            session: TimeDelta::days(config.session_days.into()),
        },
    }
}

/// Where to go. Secrets are told where a person sees them, never to a log.
fn greet(config: &Config, register: &Register, tokens: &Tokens, out: &mut dyn Write) -> Result<()> {
    let url = &config.public_url;
    writeln!(out, "Maßnahmenregister {} at {url}", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "  measures     {url}/v1/measures")?;
    writeln!(out, "  description  {url}/docs")?;
    if config.demo || std::io::stdout().is_terminal() {
        introduce_administrator(register, out)?;
    } else if register.view().users().next().is_none() {
        writeln!(
            out,
            "  nobody can sign in yet: `massnahmen user add EMAIL --role administrator`"
        )?;
    }
    if config.demo {
        demo::greet(config, register, tokens, out)?;
    }
    out.flush()?;
    Ok(())
}

const ADMINISTRATOR: &str = "admin@example.org";

fn introduce_administrator(register: &Register, out: &mut dyn Write) -> Result<()> {
    if register.view().users().next().is_some() {
        return Ok(());
    }
    let password = password::one_time()?;
    let hash = password::hash(&password)?;
    let made = register
        .write_blocking(move |tx| users::create_first_administrator(tx, ADMINISTRATOR, hash))?;
    if made.is_some() {
        writeln!(out, "  sign in as   {ADMINISTRATOR}, one-time password {password}")?;
    }
    Ok(())
}
