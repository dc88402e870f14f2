//! A browser without JavaScript: it keeps cookies, reads pages, fills forms and presses
//! buttons.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::harness::{Answer, TestApi};
use crate::people::PASSWORD;

pub struct Browser<'a> {
    api: &'a TestApi,
    /// Of the process that is asked.
    pub address: RefCell<String>,
    agent: ureq::Agent,
    pub cookies: RefCell<BTreeMap<String, String>>,
}

/// A page, and where it is.
#[derive(Debug)]
pub struct Shown {
    pub path: String,
    pub answer: Answer,
}

/// Fields of a form, as they would be sent.
pub type Fields = Vec<(String, String)>;

impl<'a> Browser<'a> {
    pub fn new(api: &'a TestApi) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let config = config.max_redirects(0).max_redirects_will_error(false);
        let address = RefCell::new(api.address.clone());
        Self { api, address, agent: config.build().into(), cookies: RefCell::default() }
    }

    /// One that somebody who chose [`PASSWORD`] is signed in with.
    pub fn signed_in(api: &'a TestApi, email: &str) -> Self {
        let browser = Self::new(api);
        let home = browser.sign_in(email, PASSWORD);
        assert_eq!(home.path, "/start", "{}", home.answer.text);
        browser
    }

    pub fn sign_in(&self, email: &str, password: &str) -> Shown {
        self.open("/anmelden").fill("email", email).fill("password", password).send(self)
    }

    /// Opens a page, and follows where it leads.
    pub fn open(&self, path: &str) -> Shown {
        self.follow(path.to_owned(), self.request("GET", path, &[], ""))
    }

    /// Sends a form as it is, from a page of the register.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let origin = self.address.borrow().clone();
        self.request("POST", path, &[("Origin", &origin)], &body)
    }

    pub fn request(&self, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> Answer {
        let uri = self.address.borrow().clone() + path;
        let mut request = ureq::http::Request::builder().method(method).uri(uri);
        request = request.header("Accept", "text/html,*/*;q=0.8");
        let pair = |(name, value): (&String, &String)| format!("{name}={value}");
        let cookies: Vec<String> = self.cookies.borrow().iter().map(pair).collect();
        if !cookies.is_empty() {
            request = request.header("Cookie", cookies.join("; "));
        }
        if method == "POST" {
            request = request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let answer = self.agent.run(request.body(body.to_owned()).unwrap()).unwrap();
        let (parts, mut body) = answer.into_parts();
        let text = body.read_to_string().unwrap();
        for line in parts.headers.get_all("set-cookie") {
            self.keep(line.to_str().unwrap());
        }
        Answer { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    fn keep(&self, line: &str) {
        let (pair, rules) = line.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        match rules.contains("Max-Age=0") {
            true => self.cookies.borrow_mut().remove(name),
            false => self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned()),
        };
    }

    fn follow(&self, mut path: String, mut answer: Answer) -> Shown {
        for _ in 0..5 {
            if answer.status != 303 {
                return Shown { path, answer };
            }
            path = answer.header("location").to_owned();
            answer = self.request("GET", &path, &[], "");
        }
        panic!("redirected for ever, at last to {path}");
    }
}

impl Shown {
    pub fn text(&self) -> &str {
        &self.answer.text
    }

    #[track_caller]
    pub fn expect(self, status: u16, path: &str) -> Self {
        assert_eq!((self.answer.status, &*self.path), (status, path), "{}", self.answer.text);
        self
    }

    /// What people read, without marks.
    pub fn words(&self) -> String {
        let main = self.text().split_once("<main").map_or(self.text(), |(_, main)| main);
        let main = main.split_once("</main>").map_or(main, |(main, _)| main);
        let mut words = String::new();
        let mut inside = true;
        for letter in main.chars() {
            match letter {
                '<' => inside = true,
                '>' if inside => {
                    inside = false;
                    words.push(' ');
                }
                letter if !inside => words.push(letter),
                _ => {}
            }
        }
        unescaped(&words).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The last form of the page's main part that holds a field or a button named so,
    /// or else one that is sent to that address, or to one that ends so.
    #[track_caller]
    pub fn form(&self, mark: &str) -> Filled {
        let forms = self.text().split("<form").skip(1);
        let forms = forms.map(|form| form.split_once("</form>").map_or(form, |(form, _)| form));
        let named = format!("name=\"{mark}\"");
        let marked = |form: &&str| form.contains(&named) || action(form).ends_with(mark);
        let exact = forms.clone().find(|form| action(form) == mark);
        let form = exact.or_else(|| forms.filter(marked).last());
        let form = form.unwrap_or_else(|| panic!("no form {mark} in {}", self.text()));
        Filled { path: action(form), fields: fields(form) }
    }

    /// Fills the form that holds this field.
    #[track_caller]
    pub fn fill(&self, name: &str, value: &str) -> Filled {
        self.form(name).fill(name, value)
    }
}

/// A form, filled.
#[derive(Debug, Clone)]
pub struct Filled {
    pub path: String,
    pub fields: Fields,
}

impl Filled {
    pub fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(own, _)| own == name);
        field.map_or("", |(_, value)| value)
    }

    pub fn values(&self, name: &str) -> Vec<&str> {
        let fields = self.fields.iter().filter(|(own, _)| own == name);
        fields.map(|(_, value)| value.as_str()).collect()
    }

    /// In place of what stands there; of several, all.
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(own, _)| own != name);
        self.also(name, value)
    }

    /// One more box ticked.
    pub fn also(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn send(&self, browser: &Browser<'_>) -> Shown {
        let fields: Vec<_> = self.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let path = self.path.strip_prefix(&browser.api.address).unwrap_or(&self.path);
        browser.follow(path.to_owned(), browser.post(path, &fields))
    }
}

fn action(form: &str) -> String {
    unescaped(&attribute(form.split_once('>').map_or(form, |(tag, _)| tag), "action"))
}

/// What a browser would send of a form as it was shown, pressing its first button.
fn fields(form: &str) -> Fields {
    let mut fields = Fields::new();
    let mut select = String::new();
    let mut pressed = false;
    for tag in form.split('<').skip(1) {
        let (tag, after) = tag.split_once('>').unwrap();
        let name = attribute(tag, "name");
        let value = unescaped(&attribute(tag, "value"));
        let kind = attribute(tag, "type");
        match tag.split_whitespace().next().unwrap() {
            "input" if ["checkbox", "radio"].contains(&&*kind) && !is_checked(tag) => {}
            "input" => fields.push((name, value)),
            "textarea" => fields.push((name, unescaped(after.trim_start_matches('\n')))),
            "select" => select = name,
            "option" if tag.ends_with(" selected") => fields.push((select.clone(), value)),
            "button" if !pressed && !name.is_empty() => {
                pressed = true;
                fields.push((name, value));
            }
            _ => {}
        }
    }
    fields
}

fn is_checked(tag: &str) -> bool {
    format!("{tag} ").contains(" checked ")
}

fn attribute(tag: &str, name: &str) -> String {
    let start = format!(" {name}=\"");
    let value = tag.split_once(&start).and_then(|(_, rest)| rest.split_once('"'));
    value.map(|(value, _)| value.to_owned()).unwrap_or_default()
}

fn unescaped(text: &str) -> String {
    let marks = [("&nbsp;", " "), ("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'")];
    let marks = marks.iter().chain(&[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ]);
    marks.fold(text.to_owned(), |text, (mark, letter)| text.replace(mark, letter))
}
