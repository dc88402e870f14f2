//! What was published, for feed readers.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use bytes::Bytes;
use utoipa::{IntoParams, ToSchema};

use super::caller::Asker;
use super::heavy::Heavy;
use super::problem::{Problem, ReadFailure};
use super::query::Query;
use super::{Settings, accept, answer, cursor, filter};
use crate::domain::Caller;
use crate::formats::atom;
use crate::register::Register;
use crate::register::view::{Entry, Index, Page, Sort, SortBy};

const ATOM: HeaderValue = HeaderValue::from_static("application/atom+xml");

/// The newest first.
const SORT: Sort = Sort { by: SortBy::UpdatedAt, descending: true };

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct PageQuery {
    /// How many on a page; 50 if not said.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<i32>,
    /// Where the page before ended, from its link `next`.
    #[param(max_length = 2000)]
    cursor: Option<String>,
}

/// A feed in XML.
#[derive(ToSchema)]
#[schema(max_length = 10_000_000, examples("<feed xmlns=\"http://www.w3.org/2005/Atom\"/>"))]
struct AtomFeed(#[allow(dead_code, reason = "read by the macro only")] String);

/// Get published measures as a feed
///
/// In Atom (RFC 4287), what changed last first, in pages (RFC 5005), with the
/// filters of the list. For everybody: a token makes no difference.
#[utoipa::path(
    tag = "changes",
    params(filter::FilterQuery, PageQuery),
    responses((status = OK, description = "A page of the feed", body = AtomFeed, content_type = "application/atom+xml"), ReadFailure),
    security(())
)]
#[get("/feeds/measures")]
pub async fn get_measure_feed(
    request: HttpRequest,
    register: Data<Register>,
    settings: Data<Settings>,
    heavy: Data<Heavy>,
) -> Result<HttpResponse, Problem> {
    if !["application/atom+xml", "application/xml"].iter().any(|kind| accept::takes(&request, kind))
    {
        let offered = "application/atom+xml".to_owned();
        return Err(Problem::NotAcceptable { offered });
    }
    let asker = Asker { caller: Caller::Public, view: register.view().clone(), request };
    let mut query = Query::of(&asker.request);
    let filter = filter::read(&mut query, &asker.view);
    let moment = query.moment(&asker.view);
    let limit = query.number("limit", 1, 200).unwrap_or(50);
    let essence = query.essence(&["cursor", "limit"]);
    let after = cursor::read(&mut query, &essence);
    query.finish()?;
    let past = heavy.measures_at(&asker, moment).await?;
    let mut answer = answer::tagged(&asker, &asker.view_tag(""), || {
        let index = past.as_ref().unwrap_or(&asker.view.measures);
        let tiers = filter.select(index, &Caller::Public);
        let sort = (SORT, &Caller::Public);
        let newest = Page::take(index, &tiers, sort, None, 1);
        let newest = newest.slots.first().and_then(|slot| index.entry(*slot));
        let limit = usize::try_from(limit).unwrap_or(50);
        let page = Page::take(index, &tiers, sort, after.as_ref(), limit);
        let next = page.next.as_ref().map(|next| cursor::write(next, &essence));
        Feed { asker: &asker, url: &settings.public_url, essence: &essence, limit }.write(
            index,
            &page,
            newest.map(|entry| &**entry),
            next,
        )
    });
    if answer.status() == StatusCode::OK {
        answer.headers_mut().insert(CONTENT_TYPE, ATOM);
    }
    Ok(answer)
}

/// What the pages of a feed have in common.
struct Feed<'a> {
    asker: &'a Asker,
    url: &'a str,
    essence: &'a [(String, String)],
    limit: usize,
}

impl Feed<'_> {
    fn write(
        &self,
        index: &Index,
        page: &Page,
        newest: Option<&Entry>,
        next: Option<String>,
    ) -> Bytes {
        let entries = page.slots.iter().filter_map(|slot| index.entry(*slot));
        let updated = newest.map(|entry| entry.updated_at(&Caller::Public));
        let (first, next) = (self.page(None), next.map(|next| self.page(Some(&next))));
        let path = self.asker.request.uri().path_and_query();
        let own = path.map(|path| format!("{}{path}", self.url)).unwrap_or_default();
        let feed = atom::Feed {
            id: &first,
            title: "Maßnahmenregister",
            updated: updated.unwrap_or_default(),
            own: &own,
            next: next.as_deref(),
            entries: entries.map(|entry| self.entry(entry)).collect(),
        };
        atom::write(&feed).expect("memory takes what is written").into()
    }

    fn page(&self, cursor: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.essence).append_pair("limit", &self.limit.to_string());
        query.extend_pairs(cursor.map(|cursor| ("cursor", cursor)));
        format!("{}{}?{}", self.url, self.asker.request.path(), query.finish())
    }

    fn entry(&self, entry: &Entry) -> atom::Entry {
        let record = self.asker.view.record(entry, &Caller::Public);
        let scheme = |name: &str| format!("{}/v1/{name}", self.url);
        let field = record.content.handlungsfeld.map(|number| number.to_string());
        let status = (scheme("measures#status"), record.status.to_string());
        atom::Entry {
            id: format!("urn:uuid:{}", record.id),
            title: record.content.title.into(),
            summary: record.content.summary.map(Into::into),
            author: record.lead_carrier.name,
            published: record.published_at,
            updated: record.updated_at,
            link: scheme(&format!("measures/{}", record.id)),
            categories: field
                .map(|number| (scheme("handlungsfelder"), number))
                .into_iter()
                .chain([status])
                .collect(),
        }
    }
}
