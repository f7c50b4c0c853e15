//! Who may come in: sessions of browsers, keys, and the nodes' seats. What a command of another process does to them counts
//! as well; it goes through the same functions of the store.

use holdfast_crdt::WarehouseId;
use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::answer::{Answer, etag};
use holdfast_shell::http::principal::{KeyId, new_key};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::{Context, guard};
use holdfast_shell::sqlite::{KeyRecord, StoreError};
use serde_json::json;

use super::HubEngine;
use super::client::check_version;
use crate::api::access::{KeyView, NewKeyView, SessionView};
use crate::api::node_record::{EnrolmentView, LiveNode, NodeDetail};
use crate::core::access::{FenceReason, KeyName, Proof, Proven, session_ends};
use crate::roles::Role;
use crate::store::{HubStore, NodeRow, TOKEN_LIFE_MILLIS};

/// A change of who may ask.
#[derive(Debug, Clone)]
pub enum AccessDeed {
    /// For whoever the proof is of; the digest is kept of the token that they are given.
    BeginSession {
        proof: Proof,
        digest: [u8; 32],
        csrf: String,
    },
    EndSession,
    CreateKey {
        name: KeyName,
        role: Role,
    },
    RevokeKey(KeyId),
}

/// A change of a warehouse's node. What the links know of it stands beside, for the answer.
#[derive(Debug, Clone)]
pub enum NodeDeed {
    Enrol { digest: [u8; 32], token: String, command: String, qr: String },
    Set(Seat, Box<LiveNode>),
}

/// What is to become of a node's seat.
#[derive(Debug, Clone)]
pub enum Seat {
    Revoked,
    Fenced(Option<FenceReason>),
    Unfenced,
}

type Decided<T> = Result<Result<T, Problem>, StoreError>;

impl<S: HubStore> HubEngine<S> {
    pub(super) fn decide_access(&mut self, context: &Context, deed: &AccessDeed) -> Decided<Answer> {
        match deed {
            AccessDeed::BeginSession { proof, digest, csrf } => self.begin_session(proof, digest, csrf),
            AccessDeed::EndSession => self.end_session(context),
            AccessDeed::CreateKey { name, role } => self.create_key(context, name, *role),
            AccessDeed::RevokeKey(id) => self.revoke_key(context, *id),
        }
    }

    /// The one place where a proof is held against what the store knows.
    fn prove(&mut self, proof: &Proof) -> Result<Option<Proven>, StoreError> {
        match proof {
            Proof::Key(digest) => {
                let known = self.store.key_with(digest)?;
                Ok(known.map(|KeyRecord { id, name, role, .. }| Proven { identity: id, name, role }))
            }
        }
    }

    fn begin_session(&mut self, proof: &Proof, digest: &[u8; 32], csrf: &str) -> Decided<Answer> {
        let Some(Proven { identity, name, role }) = self.prove(proof)? else {
            return Ok(Err(Problem::new(Slug::Unauthorized, "the key is not known here")));
        };
        let expires_at = session_ends(self.world.now);
        self.store.begin_session(identity, digest, expires_at)?;
        let key = KeyId(identity);
        self.world.emit("SessionBegun", key, json!({ "keyId": key.to_string(), "name": name }));
        let scopes = Role::named(&role).map(Role::scopes).unwrap_or_default();
        let view = SessionView::of((&name, &role), scopes, identity).until(expires_at, csrf.to_owned());
        Ok(Ok(Answer::created("/v1/session", &view)))
    }

    fn end_session(&mut self, context: &Context) -> Decided<Answer> {
        let here = context.principal.signed_in.as_ref().and_then(|here| here.session.parse().ok());
        let Some(session) = here else { return Ok(Err(Problem::not_found("session"))) };
        self.store.end_session(session)?;
        let key = KeyId(context.principal.id);
        self.world.emit("SessionEnded", key, json!({ "keyId": key.to_string(), "name": &*context.principal.name }));
        Ok(Ok(Answer::no_content()))
    }

    fn create_key(&mut self, context: &Context, name: &KeyName, role: Role) -> Decided<Answer> {
        if let Err(problem) = context.principal.must_cover(role.name(), role.scopes()) {
            return Ok(Err(problem));
        }
        let (key, now) = (new_key(&mut self.world.rng), self.world.now);
        let id = self.store.keep_key(&key, (name.as_str(), role.name()), now)?;
        let (name, role) = (name.as_str().to_owned(), role.name().to_owned());
        let record = KeyRecord { id, name, role, created_at: now, revoked_at: None };
        let shown = KeyView::of(&record);
        self.world.emit("KeyCreated", KeyId(id), &shown);
        let version = shown.version;
        Ok(Ok(Answer::created(format!("/v1/keys/{id}"), &NewKeyView { shown, key }).with_etag(version)))
    }

    fn revoke_key(&mut self, context: &Context, id: KeyId) -> Decided<Answer> {
        let Some(key) = self.store.key(id.0)?.filter(|key| key.revoked_at.is_none()) else {
            return Ok(Err(Problem::not_found("key")));
        };
        if id.0 == context.principal.id {
            let detail = "a key does not shut itself out: use another";
            return Ok(Err(Problem::new(Slug::WrongState, detail)));
        }
        let covered =
            Role::named(&key.role).map_or(Ok(()), |role| context.principal.must_cover(role.name(), role.scopes()));
        if let Err(problem) = covered.and_then(|()| check_version(context, KeyView::of(&key).version)) {
            return Ok(Err(problem));
        }
        self.store.revoke_key(id.0, self.world.now)?;
        self.world.emit("KeyRevoked", id, json!({ "keyId": id.to_string(), "name": key.name }));
        Ok(Ok(Answer::no_content()))
    }

    pub(super) fn decide_node(&mut self, context: &Context, of: &WarehouseId, deed: &NodeDeed) -> Decided<Answer> {
        let node = self.store.node(of)?;
        // one that nobody has joined yet has no version, and is of none
        let version = node.as_ref().map_or(0, |node| node.version);
        if let Err(problem) = guard(context.if_match.as_deref(), &etag(version)) {
            return Ok(Err(problem));
        }
        match deed {
            NodeDeed::Enrol { digest, token, command, qr } => {
                let shown = (token.clone(), command.clone(), qr.clone());
                self.enrol(of, digest, shown)
            }
            NodeDeed::Set(_, _) if node.is_none() => {
                Ok(Err(Problem::new(Slug::NotFound, format!("no node has joined for {of}"))))
            }
            NodeDeed::Set(seat, live) => self.set_seat(context, of, (seat, live)),
        }
    }

    fn enrol(
        &mut self,
        of: &WarehouseId,
        digest: &[u8; 32],
        (token, command, qr): (String, String, String),
    ) -> Decided<Answer> {
        let now = self.world.now;
        // one that was made in this batch is not in the store yet
        if !self.world.places.contains_key(of) || !self.store.enrol(of, digest, now)? {
            return Ok(Err(Problem::not_found("warehouse")));
        }
        let expires_at = rfc3339(now.plus(TOKEN_LIFE_MILLIS));
        let view = EnrolmentView { token, command, expires_at, qr };
        let answer = Answer { location: None, ..Answer::created("", &view) };
        self.world.emit("NodeEnrolled", of, json!({ "warehouseId": of, "expiresAt": view.expires_at }));
        Ok(Ok(answer))
    }

    fn set_seat(&mut self, context: &Context, of: &WarehouseId, (seat, live): (&Seat, &LiveNode)) -> Decided<Answer> {
        let actor = &*context.principal.name;
        match seat {
            Seat::Revoked => {
                self.store.revoke_node(of, self.world.now)?;
                self.world.emit("NodeRevoked", of, json!({ "warehouseId": of, "actor": actor }));
            }
            Seat::Fenced(reason) => {
                let reason = reason.as_ref().map(FenceReason::as_str);
                self.store.set_fenced(of, true, reason)?;
                self.heed_fence(of, true);
                let told = json!({ "warehouseId": of, "reason": reason, "actor": actor });
                self.world.emit("NodeFenced", of, told);
            }
            Seat::Unfenced => {
                self.store.set_fenced(of, false, None)?;
                self.heed_fence(of, false);
                self.world.emit("NodeUnfenced", of, json!({ "warehouseId": of, "actor": actor }));
            }
        }
        let row: Option<NodeRow> = self.store.node(of)?;
        let answer = row.map(|row| {
            let version = row.version;
            Answer::ok(&NodeDetail::of(row, live)).with_etag(version)
        });
        Ok(answer.ok_or_else(|| Problem::not_found("node")))
    }
}
