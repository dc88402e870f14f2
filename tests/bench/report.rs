//! What was measured, as a table for people and as JSON for programs.

use serde::Serialize;

/// One figure, measured some times.
#[derive(Debug, Clone, Default)]
pub struct Series(pub Vec<f64>);

impl Series {
    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    pub fn median(&self) -> f64 {
        let sorted = self.sorted();
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => f64::NAN,
            odd if odd % 2 == 1 => sorted[middle],
            _ => (sorted[middle - 1] + sorted[middle]) / 2.0,
        }
    }

    pub fn range(&self) -> (f64, f64) {
        let sorted = self.sorted();
        let ends = sorted.first().zip(sorted.last());
        ends.map_or((f64::NAN, f64::NAN), |(first, last)| (*first, *last))
    }

    fn shown(&self, digits: usize) -> String {
        if self.0.is_empty() {
            return "–".to_owned();
        }
        let (least, most) = self.range();
        format!("{:.digits$} ({least:.digits$}–{most:.digits$})", self.median())
    }
}

impl Serialize for Series {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (min, max) = self.range();
        let shown = serde_json::json!({"median": self.median(), "min": min, "max": max});
        shown.serialize(serializer)
    }
}

/// One kind of request to one server.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    pub per_second: Series,
    pub p50_micros: Series,
    pub p99_micros: Series,
    /// CPU seconds of the server for each thousand requests.
    pub cpu_per_thousand: Series,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    pub name: &'static str,
    pub service: Side,
    pub bare: Side,
    /// CPU of the bare server ÷ CPU of the service, round by round.
    pub ratio: Series,
    /// Requests for each CPU second of the service.
    pub per_cpu_second: Series,
    pub verdict: String,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Writes {
    pub connections: usize,
    pub over_http: Side,
    pub one_by_one_per_second: Series,
    pub ratio: Series,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub measures: usize,
    pub rounds: usize,
    pub seconds_each: f64,
    pub pinned: bool,
    pub loaded_in_seconds: f64,
    pub start_seconds: Series,
    pub resident_at_start_megabytes: f64,
    pub resident_after_reads_megabytes: f64,
    pub resident_after_writes_megabytes: f64,
    pub rows: Vec<Row>,
    pub beside: Vec<Beside>,
    /// By so many connections at a time.
    pub writes: Vec<Writes>,
}

/// Reads while others write.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Beside {
    pub name: &'static str,
    pub alone_per_second: Series,
    pub beside_writes_per_second: Series,
    /// Writes that went on meanwhile, a second.
    pub writes_per_second: Series,
    /// Beside writes ÷ alone, round by round.
    pub ratio: Series,
}

impl Report {
    pub fn print(&self) {
        println!(
            "{} measures, {} rounds of {} s each, median (least–most)",
            self.measures, self.rounds, self.seconds_each
        );
        if !self.pinned {
            println!("Not pinned to cores: taskset is missing, or there is one core only.");
        }
        println!("loading            {:.1} s", self.loaded_in_seconds);
        println!("start              {} s", self.start_seconds.shown(3));
        println!(
            "resident           {:.0} MB at start, {:.0} MB after reads, {:.0} MB after writes",
            self.resident_at_start_megabytes,
            self.resident_after_reads_megabytes,
            self.resident_after_writes_megabytes,
        );
        println!("\nService beside the bare server; CPU in ms per 1,000 requests\n");
        let head = [
            "",
            "requests/s",
            "p50 µs",
            "p99 µs",
            "CPU",
            "bare: requests/s",
            "bare: CPU",
            "ratio",
            "aim",
        ];
        let mut lines = vec![head.map(str::to_owned)];
        lines.extend(self.rows.iter().map(Row::line));
        print_table(&lines);
        if !self.beside.is_empty() {
            println!("\nReads while others write (aim: two thirds are left)\n");
            let head = ["", "alone: reads/s", "beside writes", "writes/s", "left"];
            let mut lines = vec![head.map(str::to_owned)];
            lines.extend(self.beside.iter().map(Beside::line));
            print_table(&lines);
        }
        self.writes.iter().for_each(Writes::print);
    }
}

impl Writes {
    fn print(&self) {
        let writes = self;
        println!("\nDurable creates by {} connections", writes.connections);
        println!(
            "over HTTP          {} /s, CPU {} ms per 1,000",
            writes.over_http.per_second.shown(0),
            writes.over_http.cpu().shown(1)
        );
        println!(
            "latency            p50 {} µs, p99 {} µs",
            writes.over_http.p50_micros.shown(0),
            writes.over_http.p99_micros.shown(0)
        );
        println!("one by one         {} /s", writes.one_by_one_per_second.shown(0));
        println!("ratio              {} (aim 2)", writes.ratio.shown(2));
    }
}

impl Beside {
    fn line(&self) -> [String; 5] {
        [
            self.name.to_owned(),
            self.alone_per_second.shown(0),
            self.beside_writes_per_second.shown(0),
            self.writes_per_second.shown(0),
            self.ratio.shown(2),
        ]
    }
}

impl Side {
    /// Milliseconds for a thousand requests.
    fn cpu(&self) -> Series {
        Series(self.cpu_per_thousand.0.iter().map(|seconds| seconds * 1e3).collect())
    }
}

impl Row {
    fn line(&self) -> [String; 9] {
        let rounded = |series: &Series| format!("{:.0}", series.median());
        [
            self.name.to_owned(),
            self.service.per_second.shown(0),
            rounded(&self.service.p50_micros),
            rounded(&self.service.p99_micros),
            self.service.cpu().shown(1),
            self.bare.per_second.shown(0),
            self.bare.cpu().shown(1),
            self.ratio.shown(2),
            self.verdict.clone(),
        ]
    }
}

fn print_table<const N: usize>(lines: &[[String; N]]) {
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
    let widths: Vec<usize> = (0..N).map(|column| width(column).unwrap_or(0)).collect();
    for line in lines {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}
