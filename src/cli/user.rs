use std::io::Write;

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Failure, Result, Setup};
use crate::actions::{password, users};
use crate::domain::{Caller, Error, UserId};
use crate::register::{Register, View};

/// Look after users, the people who sign in
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Create a user, and print the id and a one-time password
    Add(Add),
    /// List all users: id, role, state, number of carriers, e-mail address, name
    List,
    /// Disable a user, who is signed out everywhere at once
    Disable { email: String },
    /// Let a disabled user sign in again
    Enable { email: String },
    /// Give a user a one-time password, and print it
    ///
    /// The user is signed out everywhere, and must change it at the next sign-in.
    Password { email: String },
}

#[derive(clap::Args)]
struct Add {
    /// Address by which the user signs in
    email: String,
    /// Name of the user [default: the address]
    #[arg(long)]
    name: Option<String>,
    /// In the whole register: reader, planner or administrator
    #[arg(long)]
    role: Option<String>,
    /// Part in a carrier, as ID=editor or ID=officer; may be repeated
    #[arg(long = "member", value_name = "ID=ROLE")]
    members: Vec<String>,
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    let (register, threads) = setup.open()?;
    match args.command {
        Command::Add(add) => create(&register, add, out)?,
        Command::List => list(&register.view(), out)?,
        Command::Disable { email } => disable(&register, &email, true)?,
        Command::Enable { email } => disable(&register, &email, false)?,
        Command::Password { email } => reset(&register, &email, out)?,
    }
    drop(register);
    threads.join();
    Ok(())
}

fn create(register: &Register, add: Add, out: &mut dyn Write) -> Result<()> {
    let members: Result<Vec<Value>> = add.members.iter().map(|text| member(text)).collect();
    let name = add.name.unwrap_or_else(|| add.email.clone());
    let body = json!({
        "email": add.email, "name": name, "role": add.role, "memberships": members?,
    });
    let password = password::one_time()?;
    let hash = password::hash(&password)?;
    let create =
        register.write_blocking(move |tx| users::create_user(tx, &Caller::System, &body, hash));
    let user = create?;
    writeln!(out, "{}\none-time password: {password}", user.id)?;
    Ok(())
}

fn member(text: &str) -> Result<Value> {
    let (carrier, role) = text.split_once('=').ok_or_else(|| {
        Failure::other(format!("--member is ID=editor or ID=officer, not {text}"))
    })?;
    Ok(json!({"carrier": carrier, "role": role}))
}

fn list(view: &View, out: &mut dyn Write) -> Result<()> {
    for user in view.users() {
        let role = user.role.map_or("-", |role| role.as_str());
        let state = match (user.disabled, user.must_change_password) {
            (true, _) => "disabled",
            (false, true) => "invited",
            (false, false) => "active",
        };
        let (id, carriers, email) = (user.id, user.memberships.len(), &user.email);
        writeln!(out, "{id}  {role:<13}  {state:<8}  {carriers:>3}  {email}  {}", user.name)?;
    }
    Ok(())
}

fn disable(register: &Register, email: &str, disabled: bool) -> Result<()> {
    let id = find(register, email)?;
    register.write_blocking(move |tx| {
        let version = tx.view.user(id).map_or(0, |user| user.version);
        users::change_user(tx, &Caller::System, id, version, json!({"disabled": disabled}))
    })?;
    Ok(())
}

fn reset(register: &Register, email: &str, out: &mut dyn Write) -> Result<()> {
    let id = find(register, email)?;
    let password = password::one_time()?;
    let hash = password::hash(&password)?;
    register.write_blocking(move |tx| users::reset_password(tx, &Caller::System, id, hash))?;
    writeln!(out, "one-time password: {password}")?;
    Ok(())
}

fn find(register: &Register, email: &str) -> Result<UserId> {
    let view = register.view();
    let user = view.user_by_email(&email.to_lowercase());
    Ok(user.ok_or(Error::NotFound("user"))?.id)
}

#[cfg(test)]
mod tests {
    use crate::cli::testing::{run_line, setup};

    #[test]
    fn a_user_is_added_disabled_and_given_a_password() {
        let setup = setup();
        let run = |line: &[&str]| run_line(&setup, line);
        let added = run(&["user", "add", "A@Example.org", "--role", "administrator"]).unwrap();
        assert!(added.contains("one-time password: "), "{added}");
        let id = added.lines().next().unwrap().to_owned();
        assert!(
            run(&["user", "list"]).unwrap().starts_with(&format!("{id}  administrator  invited"))
        );
        let last = run(&["user", "disable", "a@example.org"]).unwrap_err().to_string();
        assert!(last.contains("last active administrator"), "{last}");
        run(&["user", "add", "b@example.org", "--role", "administrator"]).unwrap();
        run(&["user", "disable", "a@example.org"]).unwrap();
        assert!(run(&["user", "list"]).unwrap().contains("disabled"));
        run(&["user", "enable", "a@example.org"]).unwrap();
        assert!(!run(&["user", "list"]).unwrap().contains("disabled"));
        let reset = run(&["user", "password", "A@example.org"]).unwrap();
        assert_ne!(reset.lines().last(), added.lines().last());
    }

    #[test]
    fn what_is_wrong_with_a_user_is_said() {
        let setup = setup();
        let cases: [(&[&str], &str); 4] = [
            (&["user", "add", "x"], "/email"),
            (&["user", "add", "a@b.de", "--role", "king"], "/role"),
            (&["user", "add", "a@b.de", "--member", "x"], "ID=editor"),
            (&["user", "password", "a@b.de"], "there is no such user"),
        ];
        for (line, expected) in cases {
            let said = run_line(&setup, line).unwrap_err().to_string();
            assert!(said.contains(expected), "{line:?}: {said}");
        }
    }
}
