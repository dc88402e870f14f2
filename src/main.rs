/// The view is millions of small pieces of memory, and every write makes and drops
/// hundreds. This allocator is made for that, in a version that gives back what it no
/// longer needs.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    massnahmenregister::cli::main()
}
