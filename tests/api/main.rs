mod harness;
mod measures;
