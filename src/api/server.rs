use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, HttpServer};

use super::changes::Streams;
use super::{Api, Door};

/// How the service is run.
#[derive(Debug, Clone, Copy)]
pub struct Running {
    /// Threads that answer; each needs a core to be of use.
    pub workers: usize,
    /// How long requests under way are given when the service stops.
    pub shutdown: Duration,
}

/// The service on a socket; to be awaited. `web` adds the routes of the pages.
pub fn server(
    api: Api,
    web: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
    listener: TcpListener,
    running: Running,
) -> std::io::Result<Server> {
    // What is sent and not taken: the kernel gives such a connection up. (Accepted
    // ones inherit it.)
    #[cfg(target_os = "linux")]
    socket2::SockRef::from(&listener).set_tcp_user_timeout(Some(api.settings.patience))?;
    let streams = api.streams.clone();
    actix_web::rt::spawn(close_at_the_end(streams));
    let server = HttpServer::new(move || {
        App::new().configure(|config| api.configure(config)).configure(web.clone()).wrap(Door)
    });
    let server = server
        .workers(running.workers)
        .shutdown_timeout(running.shutdown.as_secs())
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(10));
    Ok(server.listen(listener)?.run())
}

/// Ends the streams when the service is told to stop, so that it need not wait for
/// them.
async fn close_at_the_end(streams: Data<Streams>) {
    use actix_web::rt::signal::unix::{SignalKind, signal};
    if let Ok(mut stop) = signal(SignalKind::terminate()) {
        stop.recv().await;
        streams.close();
    }
}
