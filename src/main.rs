fn main() -> std::process::ExitCode {
    massnahmenregister::cli::main()
}
