//! Style sheets, scripts and fonts: in the program itself, under an address that
//! changes with what they are, so that browsers keep them for good.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::LazyLock;

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::api::problem::Problem;
use crate::domain::Error;

/// One file.
struct Asset {
    name: &'static str,
    kind: &'static str,
    content: Bytes,
    /// Compressed once, if that makes it smaller.
    gzip: Option<Bytes>,
}

/// All of them, and a hash of what they are.
struct Assets {
    hash: String,
    all: Vec<Asset>,
}

const CSS: &str = "text/css; charset=utf-8";
const FONT: &str = "font/woff2";

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let styles = concat!(
        include_str!("assets/kern.css"),
        include_str!("assets/site.css"),
        include_str!("assets/forms.css"),
        include_str!("assets/office.css")
    );
    let all = vec![
        Asset::new("site.css", CSS, styles.as_bytes()),
        Asset::new("print.css", CSS, include_bytes!("assets/print.css")),
        Asset::new(
            "fira-sans-400.woff2",
            FONT,
            include_bytes!("assets/fira-sans-latin-400-normal.woff2"),
        ),
        Asset::new(
            "fira-sans-600.woff2",
            FONT,
            include_bytes!("assets/fira-sans-latin-600-normal.woff2"),
        ),
        Asset::new("icon.svg", "image/svg+xml", include_bytes!("assets/icon.svg")),
        Asset::new("preview.png", "image/png", include_bytes!("assets/preview.png")),
        Asset::new("site.js", "text/javascript; charset=utf-8", include_bytes!("assets/site.js")),
    ];
    let mut hasher = DefaultHasher::new();
    all.iter().for_each(|asset| asset.content.hash(&mut hasher));
    Assets { hash: format!("{:016x}", hasher.finish()), all }
});

impl Asset {
    fn new(name: &'static str, kind: &'static str, content: &'static [u8]) -> Self {
        let gzip = Some(compress(content)).filter(|gzip| gzip.len() * 10 < content.len() * 9);
        Self { name, kind, content: Bytes::from_static(content), gzip }
    }
}

fn compress(content: &[u8]) -> Bytes {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let written = gzip.write_all(content).and_then(|()| gzip.finish());
    written.expect("memory takes what is written to it").into()
}

/// Where a file is, behind the address of the service.
pub fn path(name: &str) -> String {
    format!("/assets/{}/{name}", ASSETS.hash)
}

/// A file. Under the hash of other contents it is what it is now, and not for good: a
/// page of another release may ask for it.
pub async fn get(
    request: HttpRequest,
    named: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (hash, name) = named.into_inner();
    let asset = ASSETS.all.iter().find(|asset| asset.name == name);
    let asset = asset.ok_or(Error::NotFound("file"))?;
    let keep = match hash == ASSETS.hash {
        true => "public, max-age=31536000, immutable",
        false => "public, no-cache",
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CONTENT_TYPE, asset.kind));
    answer.insert_header((header::CACHE_CONTROL, keep));
    Ok(match &asset.gzip {
        Some(gzip) => {
            answer.insert_header((header::VARY, "Accept-Encoding"));
            match takes_gzip(request.headers()) {
                true => answer.insert_header((header::CONTENT_ENCODING, "gzip")).body(gzip.clone()),
                false => answer.body(asset.content.clone()),
            }
        }
        None => answer.body(asset.content.clone()),
    })
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT_ENCODING).map(HeaderValue::as_bytes);
    let accepts = accepts.map(String::from_utf8_lossy).unwrap_or_default();
    let mut codings = accepts.split(',').map(|coding| coding.trim().to_ascii_lowercase());
    codings
        .any(|coding| coding == "gzip" || (coding.starts_with("gzip;") && !coding.ends_with("q=0")))
}
