//! What answers are made of, measured in this process without HTTP.

use std::time::Instant;

use massnahmenregister::domain::Caller;
use massnahmenregister::register::view::statistics::{
    Count, CoverageBy, CoverageQuery, FundingBy, Gap, GroupBy, Question, Span, Step, TimelineBy,
    completeness, count_carriers, count_measures, coverage, diff, flow, funding, timeline,
};
use massnahmenregister::register::view::{Dim, Filter, Moment, Page, Sort};

use super::{Result, fill, prose, service};

/// Prints how long each thing takes, and what the view weighs.
pub fn profile(count: usize) -> Result<()> {
    let folder = tempfile::tempdir_in("target")?;
    let file = folder.path().join("register.db");
    let began = Instant::now();
    let (register, threads) = service::open(&file)?;
    fill::fill(&register, count)?;
    println!("filled in {:.1} s", began.elapsed().as_secs_f64());
    drop(register);
    threads.join();
    let began = Instant::now();
    let (register, _threads) = service::open(&file)?;
    println!("opened in {:.3} s", began.elapsed().as_secs_f64());
    let view = arc(&register);
    let (index, public) = (&view.measures, &Caller::Public);
    let entries: Vec<_> = index.entries().map(|(_, entry)| entry).collect();
    let versions: usize = entries.iter().map(|entry| entry.versions.len()).sum();
    let ready = entries.iter().filter_map(|entry| entry.public.as_ref());
    let bytes: usize = ready.map(|ready| ready.json.len()).sum();
    println!("{} measures, {versions} versions, {bytes} bytes of public JSON", entries.len());
    let mut at = 0;
    time("render a measure", || {
        at = (at + 1) % entries.len();
        view.render(entries[at], public);
    });
    let dims = vec![(Dim::Handlungsfeld, vec!["4".into()]), (Dim::Status, vec!["running".into()])];
    let filter = Filter { dims, ..Filter::default() };
    time("select by two dimensions", || drop(filter.select(index, public)));
    let found = filter.select(index, public);
    time("take a page", || drop(Page::take(index, &found, (Sort::default(), public), None, 50)));
    let by = [GroupBy::Handlungsfeld, GroupBy::Status];
    let all = Filter::default();
    let now = Question { view: &view, caller: public, filter: &all, moment: Moment::default() };
    time("count by two dimensions", || drop(count_measures(&now, &by, Count::Measures)));
    let day = "2022-06-30".parse().ok();
    let then = Question { moment: Moment { as_of: day, known_at: None }, ..now };
    time("… of another day", || drop(count_measures(&then, &by, Count::Measures)));
    let matrix = [GroupBy::Guideline, GroupBy::Stadtteil];
    time("a matrix of another day", || drop(count_measures(&then, &matrix, Count::Measures)));
    let (from, to) = ("2020-01-01".parse()?, "2023-12-31".parse()?);
    let span = Span { step: Step::Month, from, to };
    time("timeline of 48 months", || drop(timeline(&then, span, Some(TimelineBy::Handlungsfeld))));
    time("flow", || drop(flow(&then, from)));
    let start = Moment { as_of: Some(from), known_at: None };
    time("difference", || drop(diff(&then, start)));
    let concept = view.catalog.current_concept().map(|concept| concept.id.clone());
    let cells = CoverageQuery { concept: concept.unwrap_or_default(), ..CoverageQuery::default() };
    time("coverage", || drop(coverage(&then, &cells)));
    let groups = CoverageQuery { by: Some(CoverageBy::TargetGroup), ..cells };
    time("… by target group", || drop(coverage(&then, &groups)));
    time("funding", || drop(funding(&then, &[FundingBy::Source, FundingBy::Year])));
    time("carriers", || drop(count_carriers(&then, true)));
    time("completeness", || drop(completeness(&then, Gap::ALL)));
    let queries = prose::queries();
    let mut next = queries.iter().cycle();
    time("search", || drop(next.next().map(|query| index.searches.find(query))));
    Ok(())
}

fn arc(
    register: &massnahmenregister::register::Register,
) -> std::sync::Arc<massnahmenregister::register::View> {
    std::sync::Arc::clone(&register.view())
}

fn time(what: &str, mut work: impl FnMut()) {
    let began = Instant::now();
    let mut rounds = 0;
    while began.elapsed().as_millis() < 500 {
        work();
        rounds += 1;
    }
    println!("{what}: {:.2} µs", began.elapsed().as_secs_f64() * 1e6 / f64::from(rounds));
}
