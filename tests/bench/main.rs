//! The benchmark: the service beside a bare server that has the same answers
//! ready, on the same machine, in turn. `scripts/bench` builds and runs it.

mod bare;
mod beside;
mod fill;
mod generator;
mod http;
mod load;
mod process;
mod prose;
mod random;
mod report;
mod run;
mod scenarios;
mod service;
mod view;
mod writes;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// As the service: the bare server differs in nothing but what it does.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Measures the service beside a bare server that has the same answers ready.
#[derive(Parser)]
#[command(name = "bench")]
struct CommandLine {
    /// How many measures there are.
    #[arg(default_value_t = 2_000)]
    count: usize,
    /// How often each thing is measured.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How long each time, in seconds.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Only what has this in its name; of the writes, `creates`.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Where to write the figures as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// Measures what answers are made of, in this process.
    View {
        #[arg(default_value_t = 2_000)]
        count: usize,
    },
    /// Fills a new SQLite database with generated measures.
    Fill {
        file: PathBuf,
        #[arg(default_value_t = 2_000)]
        count: usize,
    },
    #[command(hide = true)]
    Bare { file: PathBuf, address: String },
}

fn main() -> Result<()> {
    let line = CommandLine::parse();
    match line.part {
        Some(Part::View { count }) => view::profile(count),
        Some(Part::Fill { file, count }) => {
            let (register, threads) = service::open(&file)?;
            fill::fill(&register, count)?;
            drop(register);
            threads.join();
            Ok(())
        }
        Some(Part::Bare { file, address }) => bare::serve(&file, &address),
        None => {
            let report = run::run(line.count, line.rounds, line.seconds, &line.only)?;
            report.print();
            match line.json {
                Some(file) => Ok(std::fs::write(file, serde_json::to_vec_pretty(&report)?)?),
                None => Ok(()),
            }
        }
    }
}
