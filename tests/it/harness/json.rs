//! Compares the JSON that commands print with its JSON Schema (`mux schema`).

use super::Output;
use mux::model::commands::{COMMANDS, json_shapes};
use mux::model::script::command_line;
use serde_json::Value;

/// Checks the output of a command that was asked for JSON. Commands without a shape pass.
pub fn check(args: &[&str], output: &Output) {
    // The gateway has shapes of its own: docs/web-protocol.md.
    if !args.contains(&"--json") || args.contains(&"web") {
        return;
    }
    let named = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        command_line::command_name(COMMANDS, &words).or_else(|| {
            let first = words.first().map_or("", String::as_str);
            json_shapes::names().find(|name| *name == first)
        })
    };
    let starts = (0..args.len()).filter(|at| !args[*at].starts_with('-'));
    let name = starts.filter_map(|at| named(&args[at..])).next();
    let Some(shape) = name.and_then(json_shapes::shape) else {
        return;
    };
    let schema = parse(&shape.schema().to_string());
    let is_list = schema["type"] == "array";
    let texts: Vec<&str> = match is_list {
        true => vec![output.stdout.trim()],
        false => output.stdout.lines().collect(),
    };
    for text in texts.into_iter().filter(|text| !text.is_empty()) {
        let problems = problems(&schema, &parse(text), "$");
        assert!(problems.is_empty(), "mux {args:?}: {problems:?} in {text}");
    }
    let error = parse(&json_shapes::ERROR.schema().to_string());
    for line in output.stderr.lines().filter(|line| line.starts_with('{')) {
        let problems = problems_of_error(&error, line);
        assert!(problems.is_empty(), "mux {args:?}: {problems:?} in {line}");
    }
}

fn problems_of_error(schema: &Value, line: &str) -> Vec<String> {
    problems(schema, &parse(line), "$")
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Where `value` does not fit a schema. Only the words that `mux schema` prints are known. Unlike
/// in JSON Schema, members without a schema are problems.
pub fn problems(schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "type" => {
                let names: Vec<&str> = match rule {
                    Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                    name => name.as_str().into_iter().collect(),
                };
                if !names.iter().any(|name| has_type(value, name)) {
                    found.push(format!("{path} is no {names:?}"));
                }
            }
            "enum" if !rule.as_array().unwrap().contains(value) => {
                found.push(format!("{path}: {value} is none of {rule}"));
            }
            "const" if rule != value => found.push(format!("{path}: {value} is not {rule}")),
            "anyOf" => {
                let all: Vec<Vec<String>> = rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|schema| problems(schema, value, path))
                    .collect();
                if all.iter().all(|problems| !problems.is_empty()) {
                    found.extend(all.into_iter().flatten());
                }
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(problems(rule, item, &format!("{path}[{at}]")));
                }
            }
            "additionalProperties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    found.extend(problems(rule, member, &format!("{path}.{name}")));
                }
            }
            "properties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    let path = format!("{path}.{name}");
                    match rule.get(name) {
                        Some(schema) => found.extend(problems(schema, member, &path)),
                        None => found.push(format!("{path} is not in the schema")),
                    }
                }
            }
            "required" => {
                for name in rule.as_array().unwrap().iter().filter_map(Value::as_str) {
                    if value.get(name).is_none() {
                        found.push(format!("{path}.{name} is missing"));
                    }
                }
            }
            "enum" | "const" | "$schema" | "title" | "v" => {}
            other => found.push(format!("{path}: unknown word {other} in the schema")),
        }
    }
    found
}

fn has_type(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[test]
fn wrong_values_do_not_fit() {
    let shape = json_shapes::shape("report").unwrap();
    let schema = parse(&shape.schema().to_string());
    let fits = |text: &str| problems(&schema, &parse(text), "$");
    let right = r#"{"v":1,"pane":"%0","state":null,"accepted":true}"#;
    assert!(fits(right).is_empty());
    for (text, problem) in [
        (
            r#"{"v":2,"pane":"%0","state":null,"accepted":true}"#,
            "$.v: 2 is not 1",
        ),
        (
            r#"{"v":1,"pane":0,"state":null,"accepted":true}"#,
            "$.pane is no [\"string\"]",
        ),
        (
            r#"{"v":1,"pane":"%0","state":null}"#,
            "$.accepted is missing",
        ),
        (
            r#"{"v":1,"pane":"%0","state":null,"accepted":true,"more":1}"#,
            "$.more is not in the schema",
        ),
    ] {
        assert_eq!(fits(text), [problem]);
    }
    assert_eq!(
        fits(r#"{"v":1,"pane":"%0","state":"x","accepted":true}"#).len(),
        2
    );
}
