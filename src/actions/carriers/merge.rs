use std::sync::Arc;

use crate::actions::administer;
use crate::domain::measure::{Content, Known, Partner};
use crate::domain::{
    Caller, Carrier, CarrierId, Client, Conflict, Deed, Error, Measure, Membership, Result, Rule,
    User,
};
use crate::register::Tx;

/// Merges `from` into `into`: its measures, users, clients and the carriers below
/// it go over, each as a new version; `from` stays, inactive. Gives the number of
/// measures that moved.
pub fn merge_carriers(
    tx: &mut Tx<'_>,
    by: &Caller,
    from: CarrierId,
    into: CarrierId,
) -> Result<usize> {
    administer(by)?;
    let old = find_live(tx, from)?.ok_or(Error::NotFound("carrier"))?;
    let new = find_live(tx, into)?.ok_or(Error::invalid("/into", Rule::NoSuch("carrier")))?;
    if from == into {
        return Err(Error::invalid("/into", Rule::Cycle));
    }
    if !new.content.active {
        return Err(Error::Conflict(Conflict::Inactive));
    }
    refuse_clashes(tx, from, into)?;
    let merge = Merge { by, from, into };
    let moved = merge.measures(tx)?;
    merge.carriers(tx, &old)?;
    merge.users(tx)?;
    merge.clients(tx)?;
    let mut gone = next(old, tx);
    gone.content.active = false;
    gone.merged_into = Some(into);
    tx.save_carrier(Deed::Merge, by.actor(Some(from)), gone)?;
    Ok(moved)
}

fn find_live(tx: &Tx<'_>, id: CarrierId) -> Result<Option<Carrier>> {
    match tx.view.carrier(id) {
        Some(_) if !tx.view.has_carrier(id) => Err(Error::Conflict(Conflict::Inactive)),
        found => Ok(found.map(|carrier| Carrier::clone(carrier))),
    }
}

/// Both may call different measures by the same external id.
fn refuse_clashes(tx: &Tx<'_>, from: CarrierId, into: CarrierId) -> Result<()> {
    let mine = tx.view.measures.entries().filter(|(_, entry)| entry.measure.carrier == from);
    let external = mine.filter_map(|(_, entry)| entry.measure.external.as_ref());
    let clash = external.filter(|name| tx.view.measures.find_external(into, name).is_some());
    let clashes: Vec<_> = clash.map(|name| format!("{}/{}", name.source, name.id)).collect();
    match clashes.is_empty() {
        true => Ok(()),
        false => Err(Error::Conflict(Conflict::InUse(clashes))),
    }
}

fn next(carrier: Carrier, tx: &Tx<'_>) -> Carrier {
    Carrier { version: carrier.version + 1, updated_at: tx.now, ..carrier }
}

struct Merge<'a> {
    by: &'a Caller,
    from: CarrierId,
    into: CarrierId,
}

impl Merge<'_> {
    /// Moves the measures, and names the new carrier where the old was a partner.
    fn measures(&self, tx: &mut Tx<'_>) -> Result<usize> {
        let entries = tx.view.measures.entries();
        let measures: Vec<_> = entries.map(|(_, entry)| Arc::clone(&entry.measure)).collect();
        let mut moved = 0;
        for old in measures {
            let mut measure = old.next(tx.now);
            let owned = measure.carrier == self.from;
            if owned {
                measure.carrier = self.into;
                moved += 1;
            }
            let renamed = self.rename_partners(&mut measure);
            if owned || renamed {
                let deed = if owned { Deed::Move } else { Deed::Merge };
                tx.save_measure(deed, self.by.actor(Some(measure.carrier)), measure)?;
            }
        }
        Ok(moved)
    }

    fn rename_partners(&self, measure: &mut Measure) -> bool {
        let is_old = |partner: &Partner| partner.carrier == Some(self.from);
        let lead = measure.carrier;
        let mut renamed = false;
        let mut rename = |content: &mut Content| {
            for partner in content.partners.iter_mut().filter(|partner| is_old(partner)) {
                partner.carrier = Some(self.into);
            }
            let mut seen = Vec::new();
            let mut partners = std::mem::take(&mut content.partners).into_vec();
            partners.retain(|partner| {
                let known = partner.carrier == Some(lead) || seen.contains(partner);
                seen.push(partner.clone());
                !(known && partner.carrier == Some(self.into))
            });
            content.partners = partners.into();
            renamed = true;
        };
        if measure.content.partners.iter().any(is_old) {
            rename(Arc::make_mut(&mut measure.content));
        }
        if let Some(revision) = &mut measure.state.revision
            && revision.content.partners.iter().any(is_old)
        {
            rename(&mut revision.content);
        }
        renamed
    }

    /// Hangs the carriers below the old one under the new one. If the new one is
    /// below the old one itself, it takes its place first.
    fn carriers(&self, tx: &mut Tx<'_>, old: &Carrier) -> Result<()> {
        let below = tx.view.with_children(self.from).contains(&self.into);
        let all: Vec<Carrier> = tx.view.carriers().map(|carrier| (**carrier).clone()).collect();
        for carrier in all {
            let parent = match carrier.content.parent {
                _ if carrier.id == self.into && below => old.content.parent,
                Some(parent) if parent == self.from && carrier.id != self.into => Some(self.into),
                _ => continue,
            };
            let mut carrier = next(carrier, tx);
            carrier.content.parent = parent;
            tx.save_carrier(Deed::Merge, self.by.actor(Some(carrier.id)), carrier)?;
        }
        Ok(())
    }

    /// Whoever was a member of both keeps the greater role.
    fn users(&self, tx: &mut Tx<'_>) -> Result<()> {
        let is_old = |member: &&Membership| member.carrier == self.from;
        let members = tx.view.users().filter(|user| user.memberships.iter().any(|m| is_old(&m)));
        let members: Vec<User> = members.map(|user| (**user).clone()).collect();
        for mut user in members {
            let touched = |member: &&Membership| [self.from, self.into].contains(&member.carrier);
            let role = user.memberships.iter().filter(touched).map(|member| member.role).max();
            user.memberships.retain(|member| !touched(&member));
            let moved = role.map(|role| Membership { carrier: self.into, role });
            user.memberships.extend(moved);
            user.memberships.sort();
            let user = User { version: user.version + 1, updated_at: tx.now, ..user };
            tx.save_user(Deed::Merge, self.by.actor(Some(self.into)), user)?;
        }
        Ok(())
    }

    fn clients(&self, tx: &mut Tx<'_>) -> Result<()> {
        let mine = tx.view.clients().filter(|client| client.carrier == Some(self.from));
        let mine: Vec<Client> = mine.map(|client| (**client).clone()).collect();
        for client in mine {
            let version = client.version + 1;
            let client = Client { version, carrier: Some(self.into), ..client };
            tx.save_client(Deed::Merge, self.by.actor(Some(self.into)), client)?;
        }
        Ok(())
    }
}
