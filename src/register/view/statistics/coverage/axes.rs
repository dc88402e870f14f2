//! What the matrix is made of, and which measures are in it.

use roaring::{MultiOps, RoaringBitmap};

use super::{CoverageBy, CoverageQuery};
use crate::domain::Catalog;
use crate::domain::measure::{Reach, Status};
use crate::register::view::statistics::{NotCounted, Omission, Question};
use crate::register::view::{Dim, Filter, Index};

/// A value of an axis, with the slots that have it.
pub type Value = (String, RoaringBitmap);

/// The axes, as the catalog orders them and the filters narrow them.
pub struct Axes {
    concept: RoaringBitmap,
    pub guidelines: Axis,
    pub stadtteile: Axis,
    /// One value without a name, if there is no such dimension.
    pub groups: Axis,
    /// Slots of the whole city, and beyond.
    pub wide: RoaringBitmap,
    pub under_way: RoaringBitmap,
    pub planned: RoaringBitmap,
    pub ended: RoaringBitmap,
}

pub struct Axis {
    pub values: Vec<Value>,
    /// Slots that have any value, also one that is not shown.
    any: RoaringBitmap,
}

/// The measures that are in the matrix, and those that are not.
pub struct Chosen {
    /// In some cell.
    pub slots: RoaringBitmap,
    /// Of those, the ones that all the filters let through; the others are for the
    /// whole city, and count in a Stadtteil whether it is asked for or not.
    pub counted: u64,
    pub left_out: Vec<NotCounted>,
}

/// The filter without what narrows the matrix itself.
pub fn without_axes(filter: &Filter, by: Option<CoverageBy>) -> Filter {
    let mut filter = filter.clone();
    filter.dims.retain(|(dim, _)| match dim {
        Dim::Guideline | Dim::Stadtteil => false,
        Dim::TargetGroup => by.is_none(),
        _ => true,
    });
    filter
}

impl Axes {
    pub fn of(index: &Index, catalog: &Catalog, filter: &Filter, query: &CoverageQuery) -> Self {
        let bitmaps = &index.bitmaps;
        let of = |dim, code: &str| bitmaps.get(dim, code).cloned().unwrap_or_default();
        let asked = |dim| filter.dims.iter().find(|(other, _)| *other == dim).map(|(_, c)| c);
        let axis = |dim: Dim, codes: Vec<(String, RoaringBitmap)>| {
            let asked = asked(dim);
            let keep = |(code, _): &Value| asked.is_none_or(|asked| asked.contains(code));
            let any = bitmaps.values(dim).map(|(_, slots)| slots).union();
            Axis { values: codes.into_iter().filter(keep).collect(), any }
        };
        let fields = asked(Dim::Handlungsfeld);
        let guidelines = catalog.guidelines.iter().filter(|guideline| {
            let field = guideline.handlungsfeld.to_string();
            guideline.concept == query.concept && fields.is_none_or(|asked| asked.contains(&field))
        });
        let guidelines = guidelines.map(|g| (g.code.clone(), of(Dim::Guideline, &g.code)));
        let stadtteile = catalog.stadtteile.iter();
        let stadtteile = stadtteile.map(|s| (s.key.clone(), of(Dim::Stadtteil, &s.key)));
        let with_below = |code: &str| {
            let below = catalog.with_descendants(code);
            bitmaps.any(Dim::TargetGroup, below.iter().map(String::as_str))
        };
        let groups = match query.by {
            Some(CoverageBy::TargetGroup) => {
                let groups = catalog.target_groups.iter();
                let groups = groups.map(|group| (group.code.clone(), with_below(&group.code)));
                axis(Dim::TargetGroup, groups.collect())
            }
            None => {
                let all = index.all().clone();
                Axis { values: vec![(String::new(), all.clone())], any: all }
            }
        };
        let reaches = [Reach::Citywide, Reach::BeyondCity].map(Reach::as_str);
        let status = |of: &[Status]| bitmaps.any(Dim::Status, of.iter().map(|s| s.as_str()));
        Self {
            concept: of(Dim::Concept, &query.concept),
            guidelines: axis(Dim::Guideline, guidelines.collect()),
            stadtteile: axis(Dim::Stadtteil, stadtteile.collect()),
            groups,
            wide: bitmaps.any(Dim::Reach, reaches),
            under_way: status(&[Status::Running, Status::Paused]),
            planned: status(&[Status::Planned]),
            ended: status(&[Status::Completed, Status::Discontinued]),
        }
    }

    /// Which measures are in some cell, and which that `question` asks for are not. Its
    /// filters narrow the axes, too, so `inner` asks without those.
    pub fn choose(&self, index: &Index, question: &Question<'_>, inner: &Question<'_>) -> Chosen {
        let none = RoaringBitmap::new();
        let asked = question.select(index) & &self.concept;
        let mut slots = inner.select(index) & &self.concept;
        let (mut left, mut left_out, mut outside) = (asked, Vec::new(), RoaringBitmap::new());
        let mut leave_out = |left: &mut RoaringBitmap, reason, missing: RoaringBitmap| {
            left_out.extend(question.not_counted(index, reason, &missing));
            *left -= missing;
        };
        let steps = [
            (&self.guidelines, &none, Omission::NoGuideline),
            (&self.stadtteile, &self.wide, Omission::NoStadtteil),
            (&self.groups, &none, Omission::NoTargetGroup),
        ];
        for (axis, also, reason) in steps {
            let shown = axis.values.iter().map(|(_, slots)| slots).union() | also;
            let given = &axis.any | &shown;
            let lacking = &left - given;
            leave_out(&mut left, reason, lacking);
            outside |= &left - &shown;
            left &= &shown;
            slots &= shown;
        }
        leave_out(&mut left, Omission::OutsideMatrix, outside);
        let begun = &self.under_way | &self.planned | &self.ended;
        let dropped = &left - &begun;
        leave_out(&mut left, Omission::Dropped, dropped);
        slots &= begun;
        Chosen { counted: left.len(), slots, left_out }
    }
}
