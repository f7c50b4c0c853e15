//! What lies in which bins, and what receipts, picks and moves make of it.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::Sku;

use super::Refusal;
use super::bins::{Bin, MoveLine, Place};
use super::pick::PickLine;
use super::receipt::ReceiptLine;

/// What lies in which bins, of the SKUs that a command names; with the places of the bins it names.
#[derive(Debug, Clone, Default)]
pub struct Shelves {
    /// Whether the warehouse has described any bins. Where it has not, any name will do.
    described: bool,
    places: BTreeMap<Bin, Place>,
    held: BTreeMap<(Sku, Bin), u64>,
    changed: BTreeSet<(Sku, Bin)>,
}

impl Shelves {
    pub fn new(described: bool) -> Self {
        Self { described, ..Self::default() }
    }

    pub fn know(&mut self, place: Place) {
        self.places.insert(place.bin.clone(), place);
    }

    pub fn load(&mut self, sku: Sku, bin: Bin, units: u64) {
        self.held.insert((sku, bin), units);
    }

    /// Units of a SKU in a bin.
    pub fn held(&self, sku: &Sku, bin: &Bin) -> u64 {
        self.held.get(&(sku.clone(), bin.clone())).copied().unwrap_or(0)
    }

    /// The bins that hold a SKU, along the pick path: by their turn, then by name. Bins that nobody described come last.
    pub fn along_path(&self, sku: &Sku) -> Vec<(Bin, u64)> {
        let mut found: Vec<(Bin, u64)> = self.all_of(sku).collect();
        found.sort_by_key(|(bin, _)| (self.turn(bin), bin.clone()));
        found
    }

    fn all_of(&self, sku: &Sku) -> impl Iterator<Item = (Bin, u64)> {
        let of_sku = self.held.iter().filter(move |((known, _), units)| known == sku && **units > 0);
        of_sku.map(|((_, bin), units)| (bin.clone(), *units))
    }

    /// A bin's turn on the pick path.
    pub fn turn(&self, bin: &Bin) -> u64 {
        self.places.get(bin).map_or(u64::MAX, |place| place.sequence)
    }

    pub fn place(&self, bin: &Bin) -> Option<&Place> {
        self.places.get(bin)
    }

    pub fn is_blocked(&self, bin: &Bin) -> bool {
        self.places.get(bin).is_some_and(|place| place.blocked)
    }

    /// Units of a SKU in all bins.
    pub fn placed(&self, sku: &Sku) -> u64 {
        self.all_of(sku).map(|(_, units)| units).sum()
    }

    pub fn set(&mut self, sku: &Sku, bin: &Bin, units: u64) {
        let key = (sku.clone(), bin.clone());
        self.held.insert(key.clone(), units);
        self.changed.insert(key);
    }

    fn put(&mut self, sku: &Sku, bin: &Bin, units: u64) {
        if units > 0 {
            self.set(sku, bin, self.held(sku, bin).saturating_add(units));
        }
    }

    /// Takes up to `units`; how many there were.
    fn take(&mut self, sku: &Sku, bin: &Bin, units: u64) -> u64 {
        let held = self.held(sku, bin);
        let taken = held.min(units);
        if taken > 0 {
            self.set(sku, bin, held - taken);
        }
        taken
    }

    /// What changed, leaving nothing.
    pub fn take_changed(&mut self) -> Vec<(Sku, Bin, u64)> {
        let changed = std::mem::take(&mut self.changed);
        changed.into_iter().map(|(sku, bin)| (sku.clone(), bin.clone(), self.held(&sku, &bin))).collect()
    }

    /// Refuses a bin that is not there, or that is blocked, named by a line's field.
    pub fn admit(&self, index: usize, field: &'static str, bin: &Bin) -> Result<(), Refusal> {
        let detail = match self.places.get(bin) {
            Some(place) if place.blocked => format!("wrong bin: {bin} is blocked"),
            None if self.described => format!("wrong bin: there is no bin {bin} in this warehouse"),
            _ => return Ok(()),
        };
        Err(Refusal::WrongBin { index, field, detail })
    }

    /// Goods that came in are where the receipt says.
    pub fn receive(&mut self, lines: &[ReceiptLine]) -> Result<(), Refusal> {
        for (index, line) in lines.iter().enumerate() {
            if let Some(bin) = &line.bin {
                self.admit(index, "bin", bin)?;
                self.put(&line.sku, bin, line.quantity.get());
            }
        }
        Ok(())
    }

    /// What was picked, or is not there, is in its bin no more. An incoming transfer is put into the bins named.
    pub fn pick(&mut self, lines: &[PickLine], is_incoming: bool) -> Result<(), Refusal> {
        for (index, line) in lines.iter().enumerate() {
            match &line.bin {
                Some(bin) if is_incoming => {
                    self.admit(index, "bin", bin)?;
                    self.put(&line.sku, bin, line.quantity.get());
                }
                Some(bin) => self.pick_from(index, line, bin)?,
                None if is_incoming => {}
                None => self.take_along(&line.sku, line.quantity.get() + line.short.get()),
            }
        }
        Ok(())
    }

    fn pick_from(&mut self, index: usize, line: &PickLine, bin: &Bin) -> Result<(), Refusal> {
        self.admit(index, "bin", bin)?;
        let sku = &line.sku;
        let held = self.held(sku, bin);
        let elsewhere = self.along_path(sku);
        if held == 0 && !elsewhere.is_empty() {
            let bins: Vec<_> = elsewhere.iter().map(|(bin, _)| bin.as_str()).collect();
            let detail = format!("wrong bin: {sku} is not in {bin}, but in {}", bins.join(", "));
            return Err(Refusal::WrongBin { index, field: "bin", detail });
        }
        let wanted = line.quantity.get();
        // where nothing of it was ever put into a bin, the books know no better
        if held > 0 && wanted > held {
            return Err(Refusal::NotInBin { index, sku: sku.clone(), bin: bin.clone(), held, wanted });
        }
        self.take(sku, bin, wanted + line.short.get());
        Ok(())
    }

    /// Takes units from the bins along the path; what is in none was in none.
    fn take_along(&mut self, sku: &Sku, units: u64) {
        let mut left = units;
        for (bin, _) in self.along_path(sku) {
            if !self.is_blocked(&bin) {
                left -= self.take(sku, &bin, left);
            }
        }
    }

    /// Moves goods between bins, all lines or none. `unplaced`: units of each SKU that lie in no bin. To put away more than
    /// that is what happens when a pallet is put away twice, and needs to be confirmed.
    pub fn move_all(
        &mut self,
        lines: &[MoveLine],
        unplaced: &BTreeMap<Sku, u64>,
        confirmed: bool,
    ) -> Result<(), Refusal> {
        let mut left = unplaced.clone();
        for (index, line) in lines.iter().enumerate() {
            self.admit(index, "to", &line.to)?;
            let (sku, units) = (&line.sku, line.quantity.get());
            match &line.from {
                Some(from) if *from == line.to => {
                    let detail = format!("{sku} is to stay in {from}");
                    return Err(Refusal::WrongBin { index, field: "to", detail });
                }
                Some(from) => self.move_out(index, line, from)?,
                None => {
                    let here = left.entry(sku.clone()).or_default();
                    if units > *here && !confirmed {
                        return Err(Refusal::NotUnplaced { index, sku: sku.clone(), unplaced: *here, wanted: units });
                    }
                    *here = here.saturating_sub(units);
                }
            }
            self.put(sku, &line.to, units);
        }
        Ok(())
    }

    /// A blocked bin may be emptied: goods in it are to go elsewhere.
    fn move_out(&mut self, index: usize, line: &MoveLine, from: &Bin) -> Result<(), Refusal> {
        let (sku, wanted) = (&line.sku, line.quantity.get());
        let held = self.held(sku, from);
        if wanted > held {
            return Err(Refusal::NotInBin { index, sku: sku.clone(), bin: from.clone(), held, wanted });
        }
        self.take(sku, from, wanted);
        Ok(())
    }

    /// From which bins `units` of a SKU are to be taken, along the path.
    pub fn plan(&self, sku: &Sku, units: u64) -> Vec<(Bin, u64)> {
        let mut left = units;
        let mut plan = Vec::new();
        for (bin, held) in self.along_path(sku) {
            let here = held.min(left);
            if here > 0 && !self.is_blocked(&bin) {
                left -= here;
                plan.push((bin, here));
            }
        }
        plan
    }
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::{Count, Quantity};
    use proptest::prelude::*;

    use super::*;
    use crate::core::receipt::Condition;
    use crate::core::testing::{bin, place, sku};

    fn shelves() -> Shelves {
        let mut shelves = Shelves::new(true);
        for (turn, name) in [(2, "A-02"), (1, "A-01"), (3, "B-01")] {
            shelves.know(place(name, turn));
        }
        shelves.know(Place { blocked: true, ..place("X-01", 0) });
        shelves.load(sku("CUP"), bin("A-02"), 4);
        shelves.load(sku("CUP"), bin("A-01"), 3);
        shelves
    }

    fn pick(quantity: u64, short: u64, from: Option<&str>) -> PickLine {
        let (quantity, short) = (Count::new(quantity).unwrap(), Count::new(short).unwrap());
        PickLine { sku: sku("CUP"), quantity, short, reason: None, bin: from.map(bin) }
    }

    fn left(shelves: &Shelves) -> Vec<(String, u64)> {
        shelves.along_path(&sku("CUP")).into_iter().map(|(bin, units)| (bin.to_string(), units)).collect()
    }

    #[test]
    fn goods_are_taken_along_the_path() {
        let mut shelves = shelves();
        assert_eq!(shelves.plan(&sku("CUP"), 5), [(bin("A-01"), 3), (bin("A-02"), 2)]);
        shelves.pick(&[pick(4, 1, None)], false).unwrap();
        assert_eq!(left(&shelves), [("A-02".into(), 2)]);
        // more than the books know of came from where nobody had put it on paper
        shelves.pick(&[pick(9, 0, None)], false).unwrap();
        assert!(left(&shelves).is_empty());
    }

    #[test]
    fn a_wrong_bin_is_told_from_the_right_one() {
        let mut shelves = shelves();
        for (line, field) in [(pick(1, 0, Some("Z-99")), "bin"), (pick(1, 0, Some("X-01")), "bin")] {
            let refused = shelves.pick(&[line], false);
            assert!(matches!(refused, Err(Refusal::WrongBin { index: 0, field: told, .. }) if told == field));
        }
        let Err(Refusal::WrongBin { detail, .. }) = shelves.pick(&[pick(1, 0, Some("B-01"))], false) else { panic!() };
        assert_eq!(detail, "wrong bin: CUP is not in B-01, but in A-01, A-02");
        assert!(matches!(shelves.pick(&[pick(4, 0, Some("A-01"))], false), Err(Refusal::NotInBin { held: 3, .. })));
        shelves.pick(&[pick(2, 1, Some("A-01"))], false).unwrap();
        assert_eq!(left(&shelves), [("A-02".into(), 4)]);
    }

    #[test]
    fn what_comes_in_goes_into_its_bin() {
        let mut shelves = shelves();
        let line = |name: &str| ReceiptLine {
            sku: sku("CUP"),
            quantity: Quantity::new(5).unwrap(),
            bin: Some(bin(name)),
            condition: Condition::Available,
        };
        shelves.receive(&[line("B-01")]).unwrap();
        shelves.pick(&[pick(2, 1, Some("B-01"))], true).unwrap();
        assert_eq!(shelves.held(&sku("CUP"), &bin("B-01")), 7);
        assert!(matches!(shelves.receive(&[line("Q")]), Err(Refusal::WrongBin { .. })));
        let mut bare = Shelves::default();
        bare.receive(&[line("anything")]).unwrap();
        assert_eq!(bare.take_changed(), [(sku("CUP"), bin("anything"), 5)]);
    }

    #[test]
    fn moves_are_bounded_by_what_lies_where_they_begin() {
        let mut shelves = shelves();
        let line = |units, from: Option<&str>, to: &str| MoveLine {
            sku: sku("CUP"),
            quantity: Quantity::new(units).unwrap(),
            from: from.map(bin),
            to: bin(to),
        };
        let unplaced = BTreeMap::from([(sku("CUP"), 6)]);
        shelves.move_all(&[line(2, Some("A-02"), "B-01"), line(6, None, "A-01")], &unplaced, false).unwrap();
        assert_eq!(left(&shelves), [("A-01".into(), 9), ("A-02".into(), 2), ("B-01".into(), 2)]);
        let refused = shelves.move_all(&[line(3, Some("A-02"), "B-01")], &unplaced, true);
        assert!(matches!(refused, Err(Refusal::NotInBin { held: 2, wanted: 3, .. })));
        let twice = [line(4, None, "A-01"), line(4, None, "A-01")];
        assert!(matches!(
            shelves.clone().move_all(&twice, &unplaced, false),
            Err(Refusal::NotUnplaced { index: 1, unplaced: 2, .. })
        ));
        shelves.move_all(&twice, &unplaced, true).unwrap();
        assert!(matches!(
            shelves.move_all(&[line(1, Some("A-01"), "A-01")], &unplaced, false),
            Err(Refusal::WrongBin { field: "to", .. })
        ));
    }

    #[derive(Debug, Clone)]
    enum Step {
        Receive(u64, usize),
        PutAway(u64, usize),
        Move(u64, usize, usize),
        Pick(u64, Option<usize>),
    }

    const NAMES: [&str; 3] = ["A-01", "A-02", "B-01"];

    fn step() -> impl Strategy<Value = Step> {
        let (units, at) = (1..9_u64, 0..NAMES.len());
        prop_oneof![
            (units.clone(), at.clone()).prop_map(|(units, to)| Step::Receive(units, to)),
            (units.clone(), at.clone()).prop_map(|(units, to)| Step::PutAway(units, to)),
            (units.clone(), at.clone(), at.clone()).prop_map(|(units, from, to)| Step::Move(units, from, to)),
            (units, proptest::option::of(at)).prop_map(|(units, from)| Step::Pick(units, from)),
        ]
    }

    fn take(shelves: &mut Shelves, step: Step) -> Result<(), Refusal> {
        let quantity = |units| Quantity::new(units).unwrap();
        match step {
            Step::Receive(units, to) => shelves.receive(&[ReceiptLine {
                sku: sku("CUP"),
                quantity: quantity(units),
                bin: Some(bin(NAMES[to])),
                condition: Condition::Available,
            }]),
            Step::PutAway(units, to) => {
                let line = MoveLine { sku: sku("CUP"), quantity: quantity(units), from: None, to: bin(NAMES[to]) };
                shelves.move_all(&[line], &BTreeMap::new(), true)
            }
            Step::Move(units, from, to) => {
                let (from, to) = (Some(bin(NAMES[from])), bin(NAMES[to]));
                shelves.move_all(
                    &[MoveLine { sku: sku("CUP"), quantity: quantity(units), from, to }],
                    &BTreeMap::new(),
                    true,
                )
            }
            Step::Pick(units, from) => shelves.pick(&[pick(units, 0, from.map(|at| NAMES[at]))], false),
        }
    }

    proptest! {
        #[test]
        fn bins_hold_no_more_than_people_put_there(steps in proptest::collection::vec(step(), 1..40)) {
            let mut shelves = Shelves::new(true);
            NAMES.iter().enumerate().for_each(|(turn, name)| shelves.know(place(name, turn as u64)));
            let (mut put, mut picked) = (0, 0);
            for step in steps {
                let before = shelves.placed(&sku("CUP"));
                let mut tried = shelves.clone();
                if take(&mut tried, step.clone()).is_err() {
                    continue;
                }
                shelves = tried;
                let now = shelves.placed(&sku("CUP"));
                match step {
                    Step::Receive(units, _) | Step::PutAway(units, _) => {
                        put += units;
                        prop_assert_eq!(now, before + units);
                    }
                    Step::Move(..) => prop_assert_eq!(now, before),
                    Step::Pick(units, _) => {
                        picked += before - now;
                        prop_assert!(now <= before && before - now <= units);
                    }
                }
                prop_assert_eq!(now + picked, put);
            }
        }
    }
}
