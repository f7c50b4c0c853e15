//! Goods that the hub said are to come: a purchase order's, or a return's. Receipts are laid beside them, so that what is too
//! much, or was never ordered, is asked about before it is on the books.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_crdt::{Account, Cause, ExpectedReceiptId, Millis, OrderId, ReceiptId, Sku};
use holdfast_sync::delivery::{Arrived, Expectation, ExpectationKind, GoodsReceived, ReceivedLine};
use holdfast_sync::limits::GOODS_LINES_MAX;
use holdfast_sync::mail::ToHub;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::receipt::{Condition, ReceiptLine};
use super::{Floor, Refusal};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Purchase {
        supplier: Arc<str>,
    },
    /// Of a return that the hub has not told of yet, nobody here knows the order.
    Return {
        order: Option<OrderId>,
        customer: Option<Arc<str>>,
    },
}

impl Kind {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Purchase { .. } => "purchase",
            Self::Return { .. } => "return",
        }
    }

    /// Where the goods come from.
    fn account(&self) -> Account {
        match self {
            Self::Purchase { .. } => Account::Supplier,
            Self::Return { .. } => Account::Customer,
        }
    }
}

impl From<&ExpectationKind> for Kind {
    fn from(kind: &ExpectationKind) -> Self {
        match kind {
            ExpectationKind::Purchase { supplier } => Self::Purchase { supplier: supplier.clone() },
            ExpectationKind::Return { order, customer } => {
                Self::Return { order: Some(*order), customer: Some(customer.clone()) }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    /// All of it has come.
    Received,
    /// No more of it is to come.
    Closed,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Received => "received",
            Self::Closed => "closed",
        }
    }
}

/// `quantity` 0: came without having been expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub sku: Sku,
    pub quantity: u64,
    /// Units that came, in whatever condition; of a return, also those that the hub knows to have come elsewhere.
    pub received: u64,
    pub damaged: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedReceipt {
    pub id: ExpectedReceiptId,
    pub kind: Kind,
    pub due_at: Option<Millis>,
    pub closed: bool,
    pub lines: Vec<Line>,
    pub version: u64,
}

/// How a line of a receipt stands to what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    Over,
    /// Told only of a delivery that is complete.
    Under,
    Unordered,
}

/// Units of a SKU that were expected, and that have come by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub sku: Sku,
    pub expected: u64,
    pub received: u64,
    pub kind: Deviation,
}

/// How a receipt is to be taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terms {
    /// No more is to come.
    pub complete: bool,
    /// The person has seen what is too much, or was never ordered.
    pub confirmed: bool,
}

impl ExpectedReceipt {
    pub fn of(told: &Expectation) -> Self {
        let blank = Self {
            id: told.expected,
            kind: (&told.kind).into(),
            due_at: None,
            closed: false,
            lines: Vec::new(),
            version: 0,
        };
        blank.told_again(told)
    }

    /// A return that the hub has not told of.
    pub fn unheard(id: ExpectedReceiptId) -> Self {
        let kind = Kind::Return { order: None, customer: None };
        Self { id, kind, due_at: None, closed: false, lines: Vec::new(), version: 0 }
    }

    /// As the hub tells it now. What came here and the hub has not heard of yet stays.
    pub fn told_again(mut self, told: &Expectation) -> Self {
        (self.kind, self.due_at, self.closed) = ((&told.kind).into(), told.due_at, false);
        self.lines.iter_mut().for_each(|line| line.quantity = 0);
        for named in &told.lines {
            let line = self.line(&named.sku);
            line.quantity = named.quantity.get();
            line.received = line.received.max(named.received);
        }
        self.lines.retain(|line| line.quantity > 0 || line.received > 0);
        self.version += 1;
        self
    }

    fn line(&mut self, sku: &Sku) -> &mut Line {
        let at = self.lines.iter().position(|line| line.sku == *sku).unwrap_or_else(|| {
            self.lines.push(Line { sku: sku.clone(), quantity: 0, received: 0, damaged: 0 });
            self.lines.len() - 1
        });
        &mut self.lines[at]
    }

    pub fn close(mut self) -> Self {
        self.closed = true;
        self.version += 1;
        self
    }

    pub fn state(&self) -> State {
        if self.closed {
            State::Closed
        } else if self.lines.iter().all(|line| line.received >= line.quantity) {
            State::Received
        } else {
            State::Open
        }
    }

    /// Units of each SKU that are on their way here. What a customer may send back is not.
    pub fn due(&self) -> impl Iterator<Item = (&Sku, u64)> {
        let counts = !self.closed && matches!(self.kind, Kind::Purchase { .. });
        let due = self.lines.iter().map(|line| (&line.sku, line.quantity.saturating_sub(line.received)));
        due.filter(move |(_, units)| counts && *units > 0)
    }

    /// What a person must be asked about, by line of the receipt.
    fn doubts(&self, lines: &[ReceiptLine]) -> Vec<(usize, String)> {
        let mut coming: BTreeMap<&Sku, u64> = BTreeMap::new();
        let mut doubts = Vec::new();
        for (index, ReceiptLine { sku, quantity, .. }) in lines.iter().enumerate() {
            let known = self.lines.iter().find(|line| line.sku == *sku && line.quantity > 0);
            let came = coming.entry(sku).or_insert_with(|| known.map_or(0, |line| line.received));
            *came += quantity.get();
            match known {
                _ if self.closed => doubts.push((index, format!("no more {sku} is expected: this delivery is closed"))),
                None => doubts.push((index, format!("{sku} is not part of what is expected"))),
                Some(line) if *came > line.quantity => {
                    let wanted = line.quantity;
                    doubts.push((
                        index,
                        format!("{wanted} units of {sku} are expected in all, with these it would be {came}"),
                    ));
                }
                Some(_) => {}
            }
        }
        doubts
    }

    /// Takes a receipt in; how all that has come differs from what was expected.
    fn take_in(&mut self, lines: &[ReceiptLine], complete: bool) -> Vec<Difference> {
        for ReceiptLine { sku, quantity, condition, .. } in lines {
            let line = self.line(sku);
            line.received += quantity.get();
            if *condition == Condition::Damaged {
                line.damaged += quantity.get();
            }
        }
        self.closed |= complete && self.state() == State::Open;
        self.version += 1;
        let named = |sku: &Sku| lines.iter().any(|line| line.sku == *sku);
        let difference = |line: &Line| {
            let kind = match line {
                Line { quantity: 0, .. } => Deviation::Unordered,
                line if line.received > line.quantity => Deviation::Over,
                line if line.received < line.quantity && complete => Deviation::Under,
                _ => return None,
            };
            let told = kind == Deviation::Under || named(&line.sku);
            let (sku, expected, received) = (line.sku.clone(), line.quantity, line.received);
            told.then_some(Difference { sku, expected, received, kind })
        };
        self.lines.iter().filter_map(difference).collect()
    }
}

impl Floor<'_> {
    /// Takes in goods that were expected, and tells the hub. Too much of them, or what was never ordered, needs to be confirmed.
    pub fn receive_expected(
        &mut self,
        expected: &mut ExpectedReceipt,
        (lines, reference): (&[ReceiptLine], &Arc<str>),
        terms: Terms,
        cause: &Cause,
    ) -> Result<(ReceiptId, Vec<Difference>), Refusal> {
        let doubts = expected.doubts(lines);
        if !terms.confirmed && !doubts.is_empty() {
            return Err(Refusal::Doubtful(doubts));
        }
        let receipt = self.take_in(lines, expected.kind.account(), cause)?;
        let differences = expected.take_in(lines, terms.complete);
        self.tell_received(expected.id, receipt, (lines, reference), terms.complete);
        Ok((receipt, differences))
    }

    fn tell_received(
        &mut self,
        expected: ExpectedReceiptId,
        receipt: ReceiptId,
        (lines, reference): (&[ReceiptLine], &Arc<str>),
        complete: bool,
    ) {
        let line = |line: &ReceiptLine| ReceivedLine {
            sku: line.sku.clone(),
            quantity: line.quantity,
            condition: line.condition.into(),
        };
        let lines: Vec<ReceivedLine> = lines.iter().map(line).collect();
        let mut portions = lines.chunks(GOODS_LINES_MAX).peekable();
        while let Some(lines) = portions.next() {
            let complete = complete && portions.peek().is_none();
            let (reference, at, lines) = (reference.clone(), self.now, lines.to_vec());
            self.tell(ToHub::Received(GoodsReceived { receipt, expected, reference, at, complete, lines }));
        }
    }
}

impl From<Condition> for Arrived {
    fn from(condition: Condition) -> Self {
        match condition {
            Condition::Available => Self::Available,
            Condition::Damaged => Self::Damaged,
            Condition::QualityControl => Self::QualityControl,
        }
    }
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::Quantity;
    use holdfast_sync::delivery::ExpectedLine;

    use super::*;
    use crate::core::testing::{Scene, cause, sku};

    fn expectation(kind: ExpectationKind, lines: &[(&str, u64, u64)]) -> Expectation {
        let line = |(name, quantity, received): &(&str, u64, u64)| ExpectedLine {
            sku: sku(name),
            quantity: Quantity::new(*quantity).unwrap(),
            received: *received,
        };
        let expected = ExpectedReceiptId::from_parts(Millis(1), 1);
        Expectation { expected, kind, due_at: None, lines: lines.iter().map(line).collect() }
    }

    fn bought(lines: &[(&str, u64, u64)]) -> ExpectedReceipt {
        ExpectedReceipt::of(&expectation(ExpectationKind::Purchase { supplier: "Potters".into() }, lines))
    }

    fn receive(
        scene: &mut Scene,
        expected: &mut ExpectedReceipt,
        lines: &[(&str, u64, Condition)],
        terms: Terms,
    ) -> Result<Vec<Difference>, Refusal> {
        let line = |(name, units, condition): &(&str, u64, Condition)| ReceiptLine {
            sku: sku(name),
            quantity: Quantity::new(*units).unwrap(),
            bin: None,
            condition: *condition,
        };
        let lines: Vec<_> = lines.iter().map(line).collect();
        let taken = scene.floor().receive_expected(expected, (&lines, &"DN-1".into()), terms, &cause());
        taken.map(|(_, differences)| differences)
    }

    const AVAILABLE: Condition = Condition::Available;
    const CONFIRMED: Terms = Terms { complete: false, confirmed: true };

    #[test]
    fn what_was_ordered_comes_in_two_parts() {
        let (mut scene, mut expected) = (Scene::new(), bought(&[("CUP", 10, 0)]));
        assert_eq!(receive(&mut scene, &mut expected, &[("CUP", 6, AVAILABLE)], Terms::default()), Ok(vec![]));
        assert_eq!((expected.state(), expected.due().map(|(_, units)| units).sum::<u64>()), (State::Open, 4));
        let rest = [("CUP", 3, AVAILABLE), ("CUP", 1, Condition::Damaged)];
        assert_eq!(receive(&mut scene, &mut expected, &rest, Terms::default()), Ok(vec![]));
        assert_eq!((expected.state(), expected.lines[0].damaged), (State::Received, 1));
        assert_eq!((scene.cell("CUP").available(), scene.cell("CUP").damaged()), (9, 1));
        assert!(matches!(scene.letters()[..], [ToHub::Received(_), ToHub::Received(_)]));
    }

    #[test]
    fn too_much_or_what_was_never_ordered_is_asked_about_first() {
        let (mut scene, mut expected) = (Scene::new(), bought(&[("CUP", 10, 0)]));
        let lines = [("CUP", 8, AVAILABLE), ("PAN", 1, AVAILABLE), ("CUP", 3, AVAILABLE)];
        let Err(Refusal::Doubtful(doubts)) = receive(&mut scene, &mut expected, &lines, Terms::default()) else {
            panic!("nobody was asked")
        };
        assert_eq!(doubts.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(scene.cell("CUP").on_hand(), 0);
        let found = receive(&mut scene, &mut expected, &lines, CONFIRMED).unwrap();
        let found: Vec<_> = found.iter().map(|found| (found.expected, found.received, found.kind)).collect();
        assert_eq!(found, [(10, 11, Deviation::Over), (0, 1, Deviation::Unordered)]);
    }

    #[test]
    fn the_same_parcel_twice_and_a_closed_delivery_are_asked_about() {
        let (mut scene, mut expected) = (Scene::new(), bought(&[("CUP", 10, 0)]));
        let parcel = [("CUP", 10, AVAILABLE)];
        receive(&mut scene, &mut expected, &parcel, Terms::default()).unwrap();
        assert!(receive(&mut scene, &mut expected, &parcel, Terms::default()).is_err());
        let mut closed = bought(&[("CUP", 10, 0)]).close();
        assert!(receive(&mut scene, &mut closed, &[("CUP", 1, AVAILABLE)], Terms::default()).is_err());
    }

    #[test]
    fn a_complete_delivery_is_closed_and_says_what_is_missing() {
        let (mut scene, mut expected) = (Scene::new(), bought(&[("CUP", 10, 0), ("PAN", 2, 0)]));
        let terms = Terms { complete: true, confirmed: false };
        let found = receive(&mut scene, &mut expected, &[("CUP", 7, AVAILABLE)], terms).unwrap();
        assert_eq!(found.iter().map(|found| found.expected - found.received).collect::<Vec<_>>(), [3, 2]);
        assert!(found.iter().all(|found| found.kind == Deviation::Under));
        assert_eq!((expected.state(), expected.due().count()), (State::Closed, 0));
        assert!(matches!(scene.letters().last(), Some(ToHub::Received(goods)) if goods.complete));
    }

    #[test]
    fn what_is_told_again_keeps_what_came_here() {
        let (mut scene, mut expected) = (Scene::new(), bought(&[("CUP", 10, 0)]));
        receive(&mut scene, &mut expected, &[("CUP", 6, AVAILABLE), ("PAN", 1, AVAILABLE)], CONFIRMED).unwrap();
        let told = expectation(ExpectationKind::Purchase { supplier: "Potters".into() }, &[("CUP", 12, 2)]);
        let again = expected.close().told_again(&told);
        assert_eq!((again.state(), again.lines[0].received, again.lines[0].quantity), (State::Open, 6, 12));
        assert_eq!(again.lines.len(), 2, "what came unordered is not forgotten");
    }

    #[test]
    fn a_return_comes_from_its_customer_and_is_not_on_its_way() {
        let mut scene = Scene::new();
        let order = OrderId::from_parts(Millis(1), 6);
        let mut expected = ExpectedReceipt::of(&expectation(
            ExpectationKind::Return { order, customer: "Ada".into() },
            &[("CUP", 2, 0)],
        ));
        assert_eq!(expected.due().count(), 0);
        receive(&mut scene, &mut expected, &[("CUP", 2, Condition::QualityControl)], Terms::default()).unwrap();
        assert_eq!((scene.cell("CUP").quality_control(), expected.state()), (2, State::Received));
        let mut strange = ExpectedReceipt::unheard(expected.id);
        assert!(receive(&mut scene, &mut strange, &[("CUP", 1, AVAILABLE)], Terms::default()).is_err());
        receive(&mut scene, &mut strange, &[("CUP", 1, AVAILABLE)], CONFIRMED).unwrap();
        assert_eq!(scene.cell("CUP").available(), 1);
    }
}
