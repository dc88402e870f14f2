//! Sending to addresses that others chose. Where a name leads to is looked up here, and
//! the connection goes to just those addresses, so that a name cannot lead to another
//! one in between. No redirect is followed, no proxy is asked, and no answer is read
//! beyond its status.

use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use crate::domain::address::is_public;
use crate::domain::webhook::Outcome;

/// How long one attempt may take, with all its parts.
const TIMEOUT: Duration = Duration::from_secs(15);

/// How many bytes of headers a receiver may answer.
const HEADERS: usize = 16 * 1024;

/// The one way out.
pub struct Http {
    agent: Agent,
}

/// How an attempt went.
pub struct Attempt {
    pub outcome: Outcome,
    pub status: Option<u16>,
    pub millis: u32,
}

/// Certificates by which receivers are trusted.
#[derive(Debug, Clone)]
pub struct Roots(RootCerts);

impl Roots {
    /// All certificates of a PEM file, which has one at least.
    pub fn read(pem: &[u8]) -> Result<Self, String> {
        let mut found = Vec::new();
        for item in parse_pem(pem) {
            if let PemItem::Certificate(one) = item.map_err(|cause| cause.to_string())? {
                found.push(one);
            }
        }
        match found.is_empty() {
            true => Err("there is no certificate in PEM".to_owned()),
            false => Ok(Self(RootCerts::new_with_certs(&found))),
        }
    }
}

impl Http {
    /// `anywhere`: private addresses are fine, and plain HTTP. Without `roots` those of
    /// public authorities are trusted.
    pub fn new(anywhere: bool, roots: Option<Roots>) -> Self {
        let roots = roots.map_or(RootCerts::WebPki, |Roots(roots)| roots);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(!anywhere)
            .max_redirects(0)
            .proxy(None)
            .max_idle_connections(0)
            .max_response_header_size(HEADERS)
            .timeout_global(Some(TIMEOUT))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .user_agent(concat!("massnahmenregister/", env!("CARGO_PKG_VERSION")))
            .build();
        let resolver = Guarded { anywhere, resolver: DefaultResolver::default() };
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }

    pub fn post(&self, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Attempt {
        let began = Instant::now();
        let request = self.agent.post(url);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let (outcome, status) = match request.send(body) {
            Ok(answer) => {
                let status = answer.status().as_u16();
                (Outcome::of_status(status), Some(status))
            }
            Err(error) => (outcome_of(&error), None),
        };
        let millis = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        Attempt { outcome, status, millis }
    }
}

fn outcome_of(error: &Error) -> Outcome {
    tracing::debug!(%error, "a webhook could not be delivered");
    match error {
        Error::Other(cause) if cause.is::<Forbidden>() => Outcome::ForbiddenAddress,
        Error::Timeout(_) => Outcome::Timeout,
        Error::Tls(_) | Error::Rustls(_) | Error::RequireHttpsOnly(_) => Outcome::Untrusted,
        // Faults of TLS come as those of its stream.
        Error::Io(cause) if cause.kind() == std::io::ErrorKind::InvalidData => Outcome::Untrusted,
        _ => Outcome::Unreachable,
    }
}

/// That a name leads to no address that may be sent to.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no public address")]
struct Forbidden;

/// Looks up names, and gives the addresses that may be connected to.
#[derive(Debug)]
struct Guarded {
    anywhere: bool,
    resolver: DefaultResolver,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.resolver.resolve(uri, config, timeout)?;
        if self.anywhere {
            return Ok(found);
        }
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            allowed.push(*address);
        }
        match allowed.is_empty() {
            true => Err(Error::Other(Box::new(Forbidden))),
            false => Ok(allowed),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn nothing_is_sent_to_addresses_that_are_not_public_however_they_are_written() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let http = Http::new(false, None);
        let hosts = [
            "127.0.0.1",
            "localhost",
            "[::ffff:127.0.0.1]",
            "[::1]",
            "2130706433",
            "0x7f.1",
            "0.0.0.0",
            "169.254.169.254",
            "10.0.0.1",
        ];
        for host in hosts {
            let attempt = http.post(&format!("https://{host}:{port}/"), &[], b"{}");
            assert_eq!(attempt.outcome, Outcome::ForbiddenAddress, "{host}");
        }
        let plain = http.post(&format!("http://127.0.0.1:{port}/"), &[], b"{}");
        assert_eq!(plain.outcome, Outcome::Untrusted, "without encryption");
        assert!(listener.accept().is_err(), "nobody even connected");
    }

    /// What the register makes of one raw answer.
    fn answered(answer: &'static str) -> Attempt {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        });
        Http::new(true, None).post(&url, &[("webhook-id", "a")], b"{}")
    }

    #[test]
    fn an_answer_counts_by_its_status_and_no_redirect_is_followed() {
        let cases = [
            ("HTTP/1.1 204 No Content\r\n\r\n", Outcome::Delivered, Some(204)),
            ("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx", Outcome::Delivered, Some(200)),
            (
                "HTTP/1.1 307 Temporary\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                Outcome::Redirected,
                Some(307),
            ),
            ("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", Outcome::Gone, Some(410)),
            ("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", Outcome::Refused, Some(500)),
            ("not HTTP\r\n\r\n", Outcome::Unreachable, None),
            ("", Outcome::Unreachable, None),
        ];
        for (answer, outcome, status) in cases {
            let attempt = answered(answer);
            assert_eq!((attempt.outcome, attempt.status), (outcome, status), "{answer}");
        }
    }

    #[test]
    fn who_does_not_speak_tls_is_not_trusted() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            let _ = stream.read(&mut [0; 4096]);
        });
        let attempt = Http::new(true, None).post(&url, &[], b"{}");
        assert_eq!(attempt.outcome, Outcome::Untrusted);
    }

    /// A receiver on this machine with a certificate of a new authority, as PEM.
    fn own_authority() -> (String, String) {
        use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
        let (authority, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let mut about = CertificateParams::new([]).unwrap();
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = about.self_signed(&authority).unwrap().pem();
        let issuer = Issuer::new(about, authority);
        let leaf = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &issuer).unwrap();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(key.serialize_der());
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key.into())
            .unwrap();
        let (config, listener) =
            (std::sync::Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
        let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut tls =
                    rustls::ServerConnection::new(std::sync::Arc::clone(&config)).unwrap();
                let mut stream = rustls::Stream::new(&mut tls, &mut stream);
                if stream.read(&mut [0; 4096]).is_ok() {
                    let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
                }
            }
        });
        (url, root)
    }

    #[test]
    fn whom_an_own_authority_vouches_for_is_trusted_by_its_certificate_alone() {
        let (url, pem) = own_authority();
        let (_, other) = own_authority();
        let roots = |pem: &str| Some(Roots::read(pem.as_bytes()).unwrap());
        let cases = [
            (roots(&pem), Outcome::Delivered),
            (roots(&format!("{other}{pem}")), Outcome::Delivered),
            (roots(&other), Outcome::Untrusted),
            (None, Outcome::Untrusted),
        ];
        for (number, (roots, outcome)) in cases.into_iter().enumerate() {
            let attempt = Http::new(true, roots).post(&url, &[], b"{}");
            assert_eq!(attempt.outcome, outcome, "{number}");
        }
        for wrong in ["", "no PEM", "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n"]
        {
            assert!(Roots::read(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
