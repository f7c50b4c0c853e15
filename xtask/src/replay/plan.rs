//! From lines to a day's work, without IO: products, opening stock, and the steps in order of time.

use std::collections::{BTreeMap, VecDeque};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use xtask::line::Line;

use super::account::Account;
use crate::floor::Goods;

/// The hub's bound on one order.
const ORDER_LINES_MAX: usize = 1_000;
/// How often goods arrive during the run.
const DELIVERIES: usize = 24;
/// A little more than was sold comes in: short picks and write-offs must not leave orders open for ever.
const SLACK: f64 = 0.03;

/// Stock before the first order. `at_hub`: set by the hub's word, else received at the node.
#[derive(Debug, Clone)]
pub struct Opening {
    pub site: usize,
    pub at_hub: bool,
    pub sku: String,
    pub units: i64,
}

#[derive(Debug, Clone)]
pub enum Step {
    /// `number` is what a `Cancel` or a `Return` names.
    Order {
        number: usize,
        lines: Vec<Line>,
    },
    Cancel {
        number: usize,
        lines: Vec<Line>,
    },
    /// Goods that come back; from which order, where the file's customer had one with them.
    Return {
        number: Option<usize>,
        site: usize,
        lines: Vec<Line>,
    },
    WriteOff(Line),
    Delivery {
        site: usize,
        goods: Vec<Goods>,
    },
}

#[derive(Debug, Default)]
pub struct Plan {
    /// SKU → description and price.
    pub products: BTreeMap<String, (String, String)>,
    pub opening: Vec<Opening>,
    pub steps: Vec<Step>,
    pub account: Account,
}

/// Plans for `sites` warehouses; the same seed gives the same plan.
pub fn plan(read: Vec<Result<Line, &'static str>>, sites: usize, seed: u64) -> Plan {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut plan = Plan { account: Account::new(read.len()), ..Plan::default() };
    let mut lines = Vec::new();
    for line in read {
        match line {
            Ok(line) => lines.push(line),
            Err(reason) => plan.account.unused(reason, 1),
        }
    }
    plan.introduce(&lines);
    let mut orders = Orders::default();
    for invoice in invoices(lines) {
        plan.invoice(invoice, &mut orders, sites, &mut chance);
    }
    plan.stock(sites, &mut chance);
    plan
}

/// Lines by invoice, in order of their first line.
fn invoices(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut at = BTreeMap::new();
    let mut found: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        let place = *at.entry(line.invoice.clone()).or_insert(found.len());
        if place == found.len() {
            found.push(Vec::new());
        }
        found[place].push(line);
    }
    found
}

/// A customer, and what was ordered: SKUs and units, sorted.
type Content = (String, Vec<(String, i64)>);

/// Orders that a cancellation may still name, by customer and content.
#[derive(Debug, Default)]
struct Orders {
    next: usize,
    open: BTreeMap<Content, VecDeque<usize>>,
    /// Units that may still come back, by customer and SKU, of each order.
    held: BTreeMap<(String, String), Vec<(usize, i64)>>,
}

impl Orders {
    fn key(lines: &[Line]) -> Content {
        let mut content: Vec<_> = lines.iter().map(|line| (line.sku.clone(), line.units.abs())).collect();
        content.sort();
        (lines.first().map(|line| line.customer.clone()).unwrap_or_default(), content)
    }

    fn add(&mut self, lines: &[Line]) -> usize {
        let number = self.next;
        self.next += 1;
        self.open.entry(Self::key(lines)).or_default().push_back(number);
        for line in lines.iter().filter(|line| !line.customer.is_empty()) {
            let cell = (line.customer.clone(), line.sku.clone());
            self.held.entry(cell).or_default().push((number, line.units));
        }
        number
    }

    /// The latest order of the line's customer from which so many units may still come back; they do then.
    fn give_back(&mut self, line: &Line) -> Option<usize> {
        let orders = self.held.get_mut(&(line.customer.clone(), line.sku.clone()))?;
        let (number, held) = orders.iter_mut().rev().find(|(_, held)| *held >= line.units.abs())?;
        *held -= line.units.abs();
        Some(*number)
    }

    /// The latest order of this customer with exactly this content. A customer without a number is nobody twice.
    fn take(&mut self, lines: &[Line]) -> Option<usize> {
        let key = Self::key(lines);
        let number = if key.0.is_empty() { None } else { self.open.get_mut(&key)?.pop_back() }?;
        for orders in self.held.values_mut() {
            orders.retain(|(order, _)| *order != number);
        }
        Some(number)
    }
}

impl Plan {
    fn introduce(&mut self, lines: &[Line]) {
        for line in lines {
            let known = self.products.entry(line.sku.clone()).or_insert_with(|| (String::new(), line.price.clone()));
            if known.0.is_empty() {
                known.0.clone_from(&line.description);
            }
            if known.1 == "0.00" {
                known.1.clone_from(&line.price);
            }
        }
    }

    fn invoice(&mut self, lines: Vec<Line>, orders: &mut Orders, sites: usize, chance: &mut ChaCha8Rng) {
        if lines[0].is_cancellation() {
            self.cancellation(lines, orders, sites, chance);
            return;
        }
        let (sold, written_off): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.units > 0);
        self.steps.extend(written_off.into_iter().map(Step::WriteOff));
        if sold.len() > ORDER_LINES_MAX {
            self.account.unused("order beyond 1000 lines", sold.len());
        } else if !sold.is_empty() {
            self.steps.push(Step::Order { number: orders.add(&sold), lines: sold });
        }
    }

    /// A whole order is called off, or parts of orders come back.
    fn cancellation(&mut self, lines: Vec<Line>, orders: &mut Orders, sites: usize, chance: &mut ChaCha8Rng) {
        if let Some(number) = orders.take(&lines) {
            self.steps.push(Step::Cancel { number, lines });
            return;
        }
        let mut parts: BTreeMap<Option<usize>, Vec<Line>> = BTreeMap::new();
        for line in lines {
            parts.entry(orders.give_back(&line)).or_default().push(line);
        }
        let site = chance.random_range(0..sites);
        self.steps.extend(parts.into_iter().map(|(number, lines)| Step::Return { number, site, lines }));
    }

    /// 60 to 80 % of what will be sold is there at the start; the rest comes in deliveries on the way.
    fn stock(&mut self, sites: usize, chance: &mut ChaCha8Rng) {
        let mut demand: BTreeMap<String, i64> = BTreeMap::new();
        for step in &self.steps {
            if let Step::Order { lines, .. } = step {
                lines.iter().for_each(|line| *demand.entry(line.sku.clone()).or_default() += line.units);
            }
        }
        let mut deliveries: BTreeMap<(usize, usize), Vec<Goods>> = BTreeMap::new();
        for (sku, units) in demand {
            let opening = (units as f64 * chance.random_range(0.6..0.8)).floor() as i64;
            let at_hub = chance.random::<bool>();
            for (site, units) in spread(opening, sites, chance).into_iter().enumerate().filter(|(_, units)| *units > 0)
            {
                self.opening.push(Opening { site, at_hub, sku: sku.clone(), units });
            }
            let rest = units - opening + (units as f64 * SLACK).ceil() as i64;
            for units in spread(rest, 2, chance).into_iter().filter(|units| *units > 0) {
                let slot = (chance.random_range(0..DELIVERIES), chance.random_range(0..sites));
                deliveries.entry(slot).or_default().push(Goods::sellable(&sku, units));
            }
        }
        self.deliver(deliveries);
    }

    /// From 40 % of the way on to its end: before that, orders wait.
    fn deliver(&mut self, deliveries: BTreeMap<(usize, usize), Vec<Goods>>) {
        let orders = self.steps.len();
        for ((slot, site), goods) in deliveries.into_iter().rev() {
            let at = orders * 2 / 5 + orders * 3 / 5 * (slot + 1) / DELIVERIES;
            self.steps.insert(at.min(orders), Step::Delivery { site, goods });
        }
    }
}

/// Parts that add up to `units`.
fn spread(units: i64, parts: usize, chance: &mut ChaCha8Rng) -> Vec<i64> {
    let mut left = units;
    let mut found = Vec::new();
    for part in (1..=parts as i64).rev() {
        let mean = left / part;
        let mine = if part == 1 { left } else { chance.random_range(mean / 2..=mean + mean / 2) };
        found.push(mine);
        left -= mine;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(invoice: &str, sku: &str, units: i64, customer: &str) -> Line {
        Line {
            invoice: invoice.into(),
            sku: sku.into(),
            description: String::new(),
            units,
            price: "1.00".into(),
            customer: customer.into(),
            country: "France".into(),
        }
    }

    fn kinds(plan: &Plan) -> Vec<String> {
        let kind = |step: &Step| match step {
            Step::Order { number, lines } => Some(format!("order {number} of {}", lines.len())),
            Step::Cancel { number, .. } => Some(format!("cancel {number}")),
            Step::Return { number: Some(number), .. } => Some(format!("return of {number}")),
            Step::Return { number: None, .. } => Some("return".to_owned()),
            Step::WriteOff(_) => Some("write-off".to_owned()),
            Step::Delivery { .. } => None,
        };
        plan.steps.iter().filter_map(kind).collect()
    }

    #[test]
    fn invoices_become_orders_cancels_returns_and_write_offs() {
        let read = [
            line("1", "a", 2, "x"),
            line("1", "a", 3, "x"),
            line("2", "b", 1, ""),
            line("C3", "a", -3, "x"),
            line("C4", "a", -3, "x"),
            line("C4", "a", -2, "x"),
            line("C5", "b", -1, ""),
            line("6", "b", -4, ""),
        ];
        let plan = plan(read.into_iter().map(Ok).chain([Err("no goods")]).collect(), 3, 1);
        assert_eq!(kinds(&plan), ["order 0 of 2", "order 1 of 1", "return of 0", "cancel 0", "return", "write-off"]);
        assert_eq!(plan.account.read, 9);
    }

    #[test]
    fn all_that_is_sold_comes_in() {
        let plan = plan((0..40).map(|n| Ok(line(&n.to_string(), "a", 25, "x"))).collect(), 3, 1);
        let opening: i64 = plan.opening.iter().map(|o| o.units).sum();
        assert!((600..800).contains(&opening), "{opening}");
        let later = plan.steps.iter().flat_map(|step| match step {
            Step::Delivery { goods, .. } => goods.as_slice(),
            _ => &[],
        });
        assert_eq!(opening + later.map(|goods| goods.units).sum::<i64>(), 1030);
    }

    #[test]
    fn parts_add_up() {
        let mut chance = ChaCha8Rng::seed_from_u64(1);
        for units in [0, 1, 2, 10, 1001] {
            let parts = spread(units, 3, &mut chance);
            assert_eq!(parts.iter().sum::<i64>(), units);
            assert!(parts.iter().all(|part| *part >= 0));
        }
    }
}
