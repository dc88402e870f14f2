//! Where the log stands: told after every write, and demanded by reads.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{Answer, Database, PUBLIC, TestApi, Who, complete, path_of};
use crate::process::{Http, Process, carrier, officer, open};

impl TestApi {
    fn get_at_least(&self, who: &Who, path: &str, sequence: &str) -> Answer {
        self.send("GET", who, path, &[("At-Least-Sequence", sequence)], None)
    }
}

fn sequence(answer: &Answer) -> i64 {
    answer.header("register-sequence").parse().unwrap()
}

#[test]
fn every_write_says_where_the_log_stands_after_it() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let before = api.register.view().seq;
    let draft = api.draft(&officer, carrier);
    let path = path_of(&draft);
    let edited = api.patch(&officer, &path, &draft.etag(), json!({"title": "Anders"}));
    let deleted = api.delete(&officer, &path, &edited.etag());
    for (seq, answer) in (before + 1..).zip([draft, edited, deleted]) {
        assert_eq!(sequence(&answer), seq, "{}", answer.text);
    }
    let refused = api.post(&PUBLIC, "/v1/measures", complete(carrier));
    assert_eq!((refused.status, refused.header("register-sequence")), (401, ""));
}

#[test]
fn a_read_waits_for_what_it_demands_and_says_so_if_it_does_not_come() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let path = api.published(carrier);
    let now = api.register.view().seq;
    let statistics = "/v1/statistics/measures?groupBy=status";
    api.get(&PUBLIC, statistics).expect(200);
    // What lies ready is not taken for what is demanded.
    for path in [&*path, "/v1/measures", "/v1/changes", statistics] {
        assert_eq!(api.get_at_least(&PUBLIC, path, &now.to_string()).status, 200, "{path}");
        let began = Instant::now();
        let behind = api.get_at_least(&PUBLIC, path, &(now + 1).to_string());
        assert_eq!(behind.problem(), (503, "behind".into(), vec![]), "{path}");
        assert_eq!((behind.header("retry-after"), sequence(&behind)), ("1", now));
        assert!((1_900..4_000).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    }
    let wanted = (now + 1).to_string();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| api.get_at_least(&PUBLIC, "/v1/carriers", &wanted));
        std::thread::sleep(Duration::from_millis(200));
        api.carrier("Ein anderer Verein");
        let read = reader.join().unwrap().expect(200);
        assert_eq!(read["items"].as_array().unwrap().len(), 2, "with what it waited for");
    });
    for nonsense in ["x", "-1", "", "1.5"] {
        let answer = api.get_at_least(&PUBLIC, "/v1/measures", nonsense);
        assert_eq!(answer.problem().2, ["At-Least-Sequence: wrong-kind"], "{nonsense}");
    }
}

#[test]
fn who_waits_for_what_never_comes_keeps_nobody_out() {
    let api = TestApi::with(Database::new(), |settings| settings.max_requests = 8);
    std::thread::scope(|scope| {
        let waiting: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| api.get_at_least(&PUBLIC, "/v1/measures", "999999")))
            .collect();
        std::thread::sleep(Duration::from_millis(500));
        let began = Instant::now();
        api.get(&PUBLIC, "/v1/measures").expect(200);
        assert!(began.elapsed() < Duration::from_secs(1));
        for answer in waiting {
            assert_eq!(answer.join().unwrap().problem().1, "behind");
        }
    });
}

/// Reads through one process right after it wrote through another: never the old.
#[test]
fn a_reader_of_another_process_reads_its_own_writes() {
    let database = Database::new();
    let register = open(&database.url);
    let own = carrier(&register, "Verein Brücken e.V.");
    let who = officer(&register, own);
    let processes = [Process::serve(&database.url), Process::serve(&database.url)];
    let (writer, reader) = (Http::to(&processes[0].address), Http::to(&processes[1].address));
    for round in 0..20 {
        let path = format!("/v1/carriers/{own}/measures/fundus/{}", round % 3);
        let written = writer.put(&who, &path, json!({"title": format!("Titel {round}")})).unwrap();
        let measure = written.json();
        let path = format!("/v1/measures/{}", measure["id"].as_str().unwrap());
        let headers = [("At-Least-Sequence", written.header("register-sequence"))];
        let read = reader.send_with("GET", &who, &path, &headers, None).unwrap().expect(200);
        assert_eq!(read["title"], measure["title"], "round {round}");
    }
}

#[test]
fn who_goes_on_from_a_number_beyond_the_log_is_told_so() {
    let api = TestApi::new();
    let seq = api.register.view().seq;
    let beyond = (seq + 1).to_string();
    let header = [("Last-Event-ID", &*beyond)];
    for (path, headers) in [
        (format!("/v1/changes?after={beyond}"), &[][..]),
        (format!("/v1/events?after={beyond}&limit=1"), &[][..]),
        ("/v1/events?limit=1".to_owned(), &header[..]),
    ] {
        let answer = api.send("GET", &PUBLIC, &path, headers, None);
        assert_eq!(answer.problem(), (503, "behind".into(), vec![]), "{path}");
        let told = (answer.header("retry-after"), answer.header("register-sequence"));
        assert_eq!(told, ("1", &*seq.to_string()));
    }
    api.get(&PUBLIC, &format!("/v1/changes?after={seq}")).expect(200);
}
