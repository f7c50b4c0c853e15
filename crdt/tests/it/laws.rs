//! Properties under any schedule of deeds and deliveries.

use holdfast_crdt::{Account, Cell, Deed, SiteId};
use proptest::prelude::*;

use crate::world::World;

const SITES: u32 = 3;

#[derive(Debug, Clone, Copy)]
enum Step {
    Receive(usize, u64),
    Spend(usize, u64),
    Release(usize, u64),
    Ship(usize, u64),
    Damage(usize, u64),
    Restore(usize, u64),
    Grant(usize, u32, u64),
    Tell(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..SITES as usize;
    let units = 1..20u64;
    prop_oneof![
        (who.clone(), units.clone()).prop_map(|(a, n)| Step::Receive(a, n)),
        (who.clone(), units.clone()).prop_map(|(a, n)| Step::Spend(a, n)),
        (who.clone(), units.clone()).prop_map(|(a, n)| Step::Release(a, n)),
        (who.clone(), units.clone()).prop_map(|(a, n)| Step::Ship(a, n)),
        (who.clone(), units.clone()).prop_map(|(a, n)| Step::Damage(a, n)),
        (who.clone(), units.clone()).prop_map(|(a, n)| Step::Restore(a, n)),
        (who.clone(), 0..SITES, units).prop_map(|(a, b, n)| Step::Grant(a, b, n)),
        (who.clone(), who).prop_map(|(a, b)| Step::Tell(a, b)),
    ]
}

fn run(world: &mut World, step: Step) {
    use Account::*;
    // refusals are part of the schedule: a deed that may not be done must simply change nothing
    let _ = match step {
        Step::Receive(a, n) => world.receive(a, n),
        Step::Spend(a, n) => world.spend(a, n),
        Step::Release(a, n) => world.post(a, Deed::Move { from: Committed, to: Available }, n),
        Step::Ship(a, n) => world.post(a, Deed::Move { from: Committed, to: Customer }, n),
        Step::Damage(a, n) => world.post(a, Deed::Move { from: Available, to: Damaged }, n),
        Step::Restore(a, n) => world.post(a, Deed::Move { from: Damaged, to: Available }, n),
        Step::Grant(a, b, n) => world.grant(a, b, n),
        Step::Tell(a, b) => {
            world.tell(a, b);
            Ok(())
        }
    };
}

fn played(steps: &[Step]) -> World {
    let mut world = World::new(SITES);
    steps.iter().for_each(|step| run(&mut world, *step));
    world
}

proptest! {
    /// I-1 in the truth and in every view of one's own rights; available is never negative.
    #[test]
    fn nobody_spends_beyond_its_rights(steps in prop::collection::vec(step(), 0..120)) {
        let mut world = World::new(SITES);
        for step in steps {
            run(&mut world, step);
            let truth = world.truth();
            for site in 0..SITES {
                prop_assert!(truth.rights_signed(SiteId(site)) >= 0);
                let party = &world.parties[site as usize];
                prop_assert!(party.stream.rights(&party.cell) <= truth.rights(SiteId(site)), "a stale view is a safe view");
            }
            let all: u64 = (0..SITES).map(|site| truth.rights(SiteId(site))).sum();
            prop_assert_eq!(all, truth.available());
        }
    }

    /// I-2: every log folds to its owner's row, and units inside equal units that came in less those that left.
    #[test]
    fn logs_fold_to_rows_and_units_are_conserved(steps in prop::collection::vec(step(), 0..120)) {
        let world = played(&steps);
        prop_assert!(world.folds());
        let mut inside = 0i64;
        for entry in world.parties.iter().flat_map(|party| &party.log) {
            if let Deed::Move { from, to } = entry.deed {
                inside += entry.quantity.get() as i64 * (i64::from(to.is_inside()) - i64::from(from.is_inside()));
            }
        }
        let row_sum: i64 = world.truth().rows().map(|(_, row)| {
            row.minted as i64 - row.spent as i64 + row.buckets.committed + row.buckets.damaged + row.buckets.quality_control
        }).sum();
        prop_assert_eq!(row_sum, inside);
    }

    /// I-2: nobody puts back what another set apart, so no account of damaged units goes below nothing.
    #[test]
    fn no_damaged_unit_is_put_back_twice(steps in prop::collection::vec(step(), 0..120)) {
        let world = played(&steps);
        prop_assert!(world.truth().rows().all(|(_, row)| row.buckets.damaged >= 0));
    }

    /// Merging is idempotent, commutative and associative, whatever the views.
    #[test]
    fn merge_laws(steps in prop::collection::vec(step(), 0..80)) {
        let world = played(&steps);
        let views: Vec<&Cell> = world.parties.iter().map(|party| &party.cell).collect();
        let joined = |order: &[usize]| {
            let mut all = Cell::default();
            order.iter().for_each(|at| all.merge_all(views[*at]));
            all
        };
        let once = joined(&[0, 1, 2]);
        for order in [&[2, 1, 0][..], &[1, 0, 2, 0], &[0, 0, 1, 1, 2, 2], &[2, 0, 1, 2, 1, 0]] {
            prop_assert_eq!(&joined(order), &once);
        }
        let mut left = views[0].clone();
        left.merge_all(views[1]);
        left.merge_all(views[2]);
        let mut right = views[1].clone();
        right.merge_all(views[2]);
        let mut outer = views[0].clone();
        outer.merge_all(&right);
        prop_assert_eq!(left, outer);
    }

    /// The digest is the XOR over one's own rows, kept up step by step.
    #[test]
    fn digests_follow_rows(steps in prop::collection::vec(step(), 0..80)) {
        let world = played(&steps);
        for party in &world.parties {
            let row = party.cell.row(party.stream.replica).map_or(0, |row| row.digest(&world.sku, party.stream.replica));
            prop_assert_eq!(party.stream.digest, row);
        }
    }
}
