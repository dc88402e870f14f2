//! Formats of lists and statistics: what can be read as a table is had as CSV, NDJSON
//! and as a workbook, and `format` names what there is.

use serde_json::{Value, json};

use crate::api::accept::Format;

pub fn complete(all: &mut Value) {
    for (_, item) in all["paths"].as_object_mut().into_iter().flatten() {
        let Some(operation) = item.get_mut("get") else { continue };
        if takes(operation, "dialect") {
            add_tables(&mut operation["responses"]["200"]["content"]);
        }
        if takes(operation, "format") {
            name_formats(operation);
        }
    }
}

fn takes(operation: &Value, name: &str) -> bool {
    let parameters = operation["parameters"].as_array();
    parameters.into_iter().flatten().any(|parameter| parameter["name"] == name)
}

/// What every table is had as.
fn add_tables(content: &mut Value) {
    let Some(kinds) = content.as_object_mut() else { return };
    let schemas = [(Format::Ndjson, "Ndjson"), (Format::Csv, "Csv"), (Format::Xlsx, "Workbook")];
    for (format, name) in schemas {
        let schema = json!({"schema": {"$ref": format!("#/components/schemas/{name}")}});
        kinds.entry(format.essence()).or_insert(schema);
    }
}

/// `format` names the kinds that there are.
fn name_formats(operation: &mut Value) {
    let kinds = operation["responses"]["200"]["content"].as_object().cloned();
    let kinds = kinds.unwrap_or_default();
    let known = Format::ALL.iter().filter(|format| kinds.contains_key(format.essence()));
    let names: Vec<&str> = known.map(|format| format.as_str()).collect();
    for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
        if parameter["name"] == "format" {
            parameter["schema"] = json!({"type": "string", "enum": names});
        }
    }
}
