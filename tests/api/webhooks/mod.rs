//! Being told of changes, over real sockets.

mod delivery;
mod kill;
mod owners;
mod receiver;

use massnahmenregister::push::{Push, Settings};
use serde_json::{Value, json};

use crate::harness::{Database, TestApi, Who};
use receiver::{Received, Receiver};

/// A service that also sends, to anywhere.
struct Sending {
    api: TestApi,
    push: Option<Push>,
}

impl Sending {
    fn new() -> Self {
        let api = TestApi::with(Database::new(), |settings| settings.webhooks_anywhere = true);
        let settings = Settings {
            database_url: api.database.url.clone(),
            public_url: api.address.clone(),
            anywhere: true,
            roots: None,
        };
        let push = Push::start(api.register.clone(), settings).unwrap();
        Self { api, push: Some(push) }
    }

    /// A webhook of `who`: its path and its secret.
    fn webhook(&self, who: &Who, receiver: &Receiver, types: &[&str]) -> (String, String) {
        let body = json!({"url": receiver.url, "eventTypes": types});
        let made = self.api.post(who, "/v1/webhooks", body).expect(201);
        let path = format!("/v1/webhooks/{}", made["id"].as_str().unwrap());
        (path, made["secret"].as_str().unwrap().to_owned())
    }

    fn deliveries(&self, who: &Who, path: &str) -> Vec<Value> {
        let list = self.api.get(who, &format!("{path}/deliveries")).expect(200);
        list["items"].as_array().unwrap().clone()
    }

    fn patch(&self, who: &Who, path: &str, patch: Value) -> Value {
        let etag = self.api.get(who, path).etag();
        self.api.patch(who, path, &etag, patch).expect(200)
    }

    /// Waits until the webhook is as `is` wants it.
    #[track_caller]
    fn wait_until(&self, who: &Who, path: &str, is: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..500 {
            let webhook = self.api.get(who, path).expect(200);
            if is(&webhook) {
                return webhook;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("{path} stays as it is");
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Some(push) = self.push.take() {
            push.stop();
        }
    }
}

fn types(received: &[Received]) -> Vec<String> {
    received.iter().map(Received::event_type).collect()
}
