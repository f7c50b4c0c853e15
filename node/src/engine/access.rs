//! Who may work here, decided: operators, devices, pairings, sessions. None of it moves stock, and none needs the hub.

use std::sync::Arc;

use holdfast_crdt::Millis;
use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::answer::{Answer, Outcome, etag};
use holdfast_shell::http::principal::{key_digest, new_key};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::{Context, guard};
use holdfast_shell::sqlite::{KeyRecord, StoreError, keep_key, load_key, revoke_key};
use holdfast_shell::stock::EventDraft;
use serde_json::json;

use super::NodeEngine;
use crate::api::access::{ClaimedView, OperatorView, PairingView, SessionView, TokenView};
use crate::core::access::{
    DeviceId, Operator, OperatorId, Origin, Pairing, PairingCode, PairingId, Profile, ProfileChange, Proof, SessionId,
    SignInRefusal, sign_in,
};
use crate::roles::Role;
use crate::store;

/// A change of who may work here.
#[derive(Debug, Clone)]
pub enum AccessOp {
    AddOperator(Profile),
    ChangeOperator { operator: OperatorId, change: ProfileChange },
    RevokeOperator { operator: OperatorId },
    RevokeDevice { device: DeviceId },
    OfferPairing { name: Arc<str>, role: Role, node: Option<Origin> },
    ClaimPairing { code: PairingCode },
    SignIn { who: Who, lasts_millis: u64 },
    SignOut,
}

/// Who wants to be signed in.
#[derive(Debug, Clone)]
pub enum Who {
    Badge([u8; 32]),
    Pin { operator: OperatorId, proof: Proof },
}

impl AccessOp {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AddOperator(_) => "add-operator",
            Self::ChangeOperator { .. } => "change-operator",
            Self::RevokeOperator { .. } => "revoke-operator",
            Self::RevokeDevice { .. } => "revoke-device",
            Self::OfferPairing { .. } => "offer-pairing",
            Self::ClaimPairing { .. } => "claim-pairing",
            Self::SignIn { .. } => "sign-in",
            Self::SignOut => "sign-out",
        }
    }
}

fn no_operator() -> Problem {
    Problem::not_found("operator")
}

impl NodeEngine {
    pub(super) fn decide_access(
        &mut self,
        context: &Context,
        op: &AccessOp,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        match op {
            AccessOp::AddOperator(profile) => self.add_operator(context, profile, now),
            AccessOp::ChangeOperator { operator, change } => self.change_operator(context, *operator, change),
            AccessOp::RevokeOperator { operator } => self.revoke_operator(context, *operator, now),
            AccessOp::RevokeDevice { device } => self.revoke_device(context, *device, now),
            AccessOp::OfferPairing { name, role, node } => self.offer(context, (name, *role), node.clone(), now),
            AccessOp::ClaimPairing { code } => self.claim_pairing(context, code, now),
            AccessOp::SignIn { who, lasts_millis } => self.sign_in(context, who, *lasts_millis, now),
            AccessOp::SignOut => self.sign_out(context),
        }
    }

    fn badge_is_free(
        &self,
        badge: Option<[u8; 32]>,
        of: Option<OperatorId>,
    ) -> Result<Result<(), Problem>, StoreError> {
        let Some(badge) = badge else { return Ok(Ok(())) };
        let wearer = store::operator_with_badge(&self.connection, &badge)?.filter(|found| Some(found.id) != of);
        Ok(match wearer {
            Some(wearer) => {
                let detail = format!("{} wears this badge", wearer.name);
                Err(Problem::new(Slug::Conflict, detail.clone()).field("/badge", detail))
            }
            None => Ok(()),
        })
    }

    fn add_operator(&mut self, context: &Context, profile: &Profile, now: Millis) -> Result<Outcome, StoreError> {
        let free = self.badge_is_free(profile.badge, None)?;
        if let Err(problem) = context.principal.must_cover(profile.role.name(), profile.role.scopes()).and(free) {
            return Ok(Err(problem));
        }
        let operator = Operator::new(OperatorId::new(now, &mut self.rng), profile, now);
        store::save_operator(&self.connection, &operator)?;
        let place = format!("/v1/operators/{}", operator.id);
        Ok(Ok(Answer::created(place, &OperatorView::of(&operator)).with_etag(operator.version)))
    }

    /// An operator who may work, and whom the principal may change.
    fn operator(&self, context: &Context, id: OperatorId) -> Result<Result<Operator, Problem>, StoreError> {
        let found = store::load_operator(&self.connection, id)?.filter(|operator| operator.revoked_at.is_none());
        let Some(operator) = found else { return Ok(Err(no_operator())) };
        let may = context
            .principal
            .must_cover(operator.role.name(), operator.role.scopes())
            .and_then(|()| guard(context.if_match.as_deref(), &etag(operator.version)));
        Ok(may.map(|()| operator))
    }

    fn change_operator(
        &mut self,
        context: &Context,
        id: OperatorId,
        change: &ProfileChange,
    ) -> Result<Outcome, StoreError> {
        let mut operator = match self.operator(context, id)? {
            Ok(operator) => operator,
            Err(problem) => return Ok(Err(problem)),
        };
        let free = self.badge_is_free(change.badge.flatten(), Some(id))?;
        let covered = change.role.map_or(Ok(()), |role| context.principal.must_cover(role.name(), role.scopes()));
        if let Err(problem) = covered.and(free) {
            return Ok(Err(problem));
        }
        operator.change(change);
        store::save_operator(&self.connection, &operator)?;
        Ok(Ok(Answer::ok(&OperatorView::of(&operator)).with_etag(operator.version)))
    }

    fn revoke_operator(&mut self, context: &Context, id: OperatorId, now: Millis) -> Result<Outcome, StoreError> {
        let operator = match self.operator(context, id)? {
            Ok(operator) => operator,
            Err(problem) => return Ok(Err(problem)),
        };
        let version = operator.version + 1;
        // the badge may be given to somebody else, and the PIN is nobody's any more
        let gone = Operator { badge: None, pin: None, revoked_at: Some(now), version, ..operator };
        store::save_operator(&self.connection, &gone)?;
        store::end_sessions_of(&self.connection, id)?;
        self.news.push(EventDraft::new("OperatorRevoked", id, &json!({ "operatorId": id.to_string() })));
        Ok(Ok(Answer::no_content()))
    }

    fn revoke_device(&mut self, context: &Context, device: DeviceId, now: Millis) -> Result<Outcome, StoreError> {
        let found = load_key(&self.connection, device.0)?.filter(|key| key.revoked_at.is_none());
        let Some(key) = found else { return Ok(Err(Problem::not_found("device"))) };
        if device.0 == context.principal.id {
            let detail = "a device does not shut itself out: use the key of another";
            return Ok(Err(Problem::new(Slug::WrongState, detail)));
        }
        let role =
            Role::named(&key.role).map_or(Ok(()), |role| context.principal.must_cover(role.name(), role.scopes()));
        if let Err(problem) = role.and_then(|()| guard(context.if_match.as_deref(), &etag(1))) {
            return Ok(Err(problem));
        }
        revoke_key(&self.connection, device.0, now)?;
        store::end_sessions_at(&self.connection, device)?;
        self.news.push(EventDraft::new("DeviceRevoked", device, &json!({ "deviceId": device.to_string() })));
        Ok(Ok(Answer::no_content()))
    }

    fn offer(
        &mut self,
        context: &Context,
        (name, role): (&Arc<str>, Role),
        node: Option<Origin>,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        if let Err(problem) = context.principal.must_cover(role.name(), role.scopes()) {
            return Ok(Err(problem));
        }
        let (id, code) = (PairingId::new(now, &mut self.rng), PairingCode::new(&mut self.rng));
        let pairing = Pairing { id, code, name: name.clone(), role, node, made_at: now, device: None };
        store::save_pairing(&self.connection, &pairing)?;
        let view = PairingView::offered(&pairing, &self.seat.warehouse);
        Ok(Ok(Answer::created(format!("/v1/pairings/{id}"), &view).with_etag(1)))
    }

    fn claim_pairing(&mut self, context: &Context, code: &PairingCode, now: Millis) -> Result<Outcome, StoreError> {
        let Some(mut pairing) = store::pairing_with(&self.connection, code)? else {
            return Ok(Err(Problem::not_found("pairing")));
        };
        if !pairing.is_open(now) {
            let detail = "this code let a device in already, or its ten minutes are over: make a new one";
            return Ok(Err(Problem::new(Slug::WrongState, detail)));
        }
        if let Err(problem) = guard(context.if_match.as_deref(), &etag(pairing.version())) {
            return Ok(Err(problem));
        }
        let key = new_key(&mut self.rng);
        let device = DeviceId(keep_key(&self.connection, &key, (&pairing.name, pairing.role.name()), now)?);
        pairing.device = Some(device);
        store::save_pairing(&self.connection, &pairing)?;
        let told = json!({ "deviceId": device.to_string(), "name": pairing.name, "role": pairing.role.name() });
        self.news.push(EventDraft::new("DevicePaired", device, &told));
        let view = ClaimedView::of(key, &pairing, device, &self.seat.warehouse);
        Ok(Ok(Answer::created(format!("/v1/devices/{device}"), &view)))
    }

    fn sign_in(&mut self, context: &Context, who: &Who, lasts_millis: u64, now: Millis) -> Result<Outcome, StoreError> {
        let device = load_key(&self.connection, context.principal.id)?.filter(|key| key.revoked_at.is_none());
        let Some(device) = device else { return Ok(Err(Problem::not_found("device"))) };
        let (found, proof) = match who {
            Who::Badge(digest) => (store::operator_with_badge(&self.connection, digest)?, &Proof::Badge),
            Who::Pin { operator, proof } => (store::load_operator(&self.connection, *operator)?, proof),
        };
        let Some(mut operator) = found else { return Ok(Err(not_let_in(SignInRefusal::Unknown))) };
        let (tries, decided) = sign_in(&operator, proof, now);
        if tries != operator.tries {
            operator.tries = tries;
            // kept though the answer is a refusal: a count that a refusal takes back counts nothing
            store::save_operator(&self.connection, &operator)?;
        }
        match decided {
            Ok(()) => self.begin_session(&operator, &device, Millis(now.0.saturating_add(lasts_millis)), now),
            Err(refusal) => Ok(Err(not_let_in(refusal))),
        }
    }

    fn begin_session(
        &mut self,
        operator: &Operator,
        device: &KeyRecord,
        expires_at: Millis,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let (id, token) = (SessionId::new(now, &mut self.rng), new_key(&mut self.rng));
        let at = DeviceId(device.id);
        store::begin_session(&self.connection, (id, &key_digest(&token)), (operator.id, at), expires_at)?;
        let session = SessionView {
            session_id: id.to_string(),
            operator_id: operator.id.to_string(),
            name: operator.name.to_string(),
            role: operator.role,
            device_id: at.to_string(),
            device: device.name.clone(),
            expires_at: rfc3339(expires_at),
        };
        self.news.push(EventDraft::new("OperatorSignedIn", operator.id, &session));
        Ok(Ok(Answer::created("/v1/sessions/current", &TokenView { session, token })))
    }

    fn sign_out(&mut self, context: &Context) -> Result<Outcome, StoreError> {
        let Some(here) = &context.principal.signed_in else { return Ok(Err(Problem::not_found("session"))) };
        store::end_session(&self.connection, &here.session)?;
        let told =
            json!({ "sessionId": &*here.session, "name": &*context.principal.name, "device": here.device.as_deref() });
        self.news.push(EventDraft::new("OperatorSignedOut", &here.session, &told));
        Ok(Ok(Answer::no_content()))
    }
}

fn not_let_in(refusal: SignInRefusal) -> Problem {
    let detail = refusal.to_string();
    match refusal {
        SignInRefusal::Unknown => Problem::new(Slug::Unauthorized, detail),
        SignInRefusal::Locked { millis } => {
            Problem::new(Slug::RateLimited, detail).retry_after(millis.div_ceil(1000) as u32)
        }
    }
}
