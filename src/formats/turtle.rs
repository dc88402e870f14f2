//! Descriptions as Turtle (RDF 1.1).

use super::dcat::{Object, PREFIXES, Resource};

pub const MEDIA_TYPE: &str = "text/turtle; charset=utf-8";

pub fn write(resource: &Resource) -> String {
    let mut turtle = String::new();
    for (name, address) in PREFIXES {
        turtle += &format!("@prefix {name}: <{address}> .\n");
    }
    block(&mut turtle, resource);
    turtle
}

/// What is said about a resource, and then about those it names.
fn block(turtle: &mut String, resource: &Resource) {
    *turtle += &format!("\n{} a {}", iri(&resource.iri), resource.kind);
    for (property, object) in &resource.says {
        let object = match object {
            Object::Iri(address) => iri(address),
            Object::Text(text) => quoted(text),
            Object::In(lang, text) => format!("{}@{}", quoted(text), lang.tag()),
            Object::Typed(text, kind) => format!("{}^^{kind}", quoted(text)),
            Object::Resource(resource) => iri(&resource.iri),
        };
        *turtle += &format!(" ;\n    {property} {object}");
    }
    *turtle += " .\n";
    for (_, object) in &resource.says {
        if let Object::Resource(resource) = object {
            block(turtle, resource);
        }
    }
}

/// What an address may not hold is escaped as a URL does it.
fn iri(address: &str) -> String {
    let mut iri = String::from("<");
    for letter in address.chars() {
        match letter {
            '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\' => {
                iri += &format!("%{:02X}", u32::from(letter));
            }
            _ => iri.push(letter),
        }
    }
    iri + ">"
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted += &format!("\\u{:04X}", u32::from(letter)),
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}
