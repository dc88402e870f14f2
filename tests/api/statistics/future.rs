//! Nobody knows what will be: a day in the future is refused, wherever one is asked of.

use chrono::{Days, TimeDelta};

use crate::harness::{PUBLIC, TestApi};

const READS: [&str; 9] = [
    "/v1/measures?",
    "/v1/feeds/measures?",
    "/v1/statistics/measures?groupBy=status&",
    "/v1/statistics/timeline?",
    "/v1/statistics/funding?",
    "/v1/statistics/carriers?",
    "/v1/statistics/completeness?",
    "/v1/statistics/completeness?format=csv&",
    "/v1/coverage?stadtteil=06&",
];

#[test]
fn a_day_in_the_future_is_refused_everywhere_by_the_name_of_its_parameter() {
    let api = TestApi::new();
    let path = format!("{}?", api.published(api.carrier("Verein")));
    let reads = || READS.into_iter().chain([path.as_str()]);
    let today = api.register.clock.today();
    let tomorrow = today + Days::new(1);
    for read in reads() {
        assert_eq!(api.get(&PUBLIC, &format!("{read}asOf={today}")).status, 200, "{read}");
        let refused = api.get(&PUBLIC, &format!("{read}asOf={tomorrow}")).problem();
        let expected = (400, "invalid".to_owned(), vec!["asOf in-the-future".to_owned()]);
        assert_eq!(refused, expected, "{read}");
    }
    for (read, to) in [("flow", "to"), ("diff", "to")] {
        let read = format!("/v1/statistics/{read}?{to}={tomorrow}");
        assert_eq!(api.get(&PUBLIC, &read).problem().2, [format!("{to} in-the-future")]);
    }
    // It is today a day later, as soon as the register notices.
    api.register.clock.advance(TimeDelta::days(1));
    api.published(api.carrier("Ein anderer"));
    for read in reads() {
        assert_eq!(api.get(&PUBLIC, &format!("{read}asOf={tomorrow}")).status, 200, "{read}");
    }
}
