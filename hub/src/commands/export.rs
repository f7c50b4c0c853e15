//! `export`: a list of the API as a CSV file, all its pages.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::Context;
use holdfast_shell::csv::{Record, cells, flattened, writer};
use holdfast_shell::progress::Progress;
use indexmap::IndexSet;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::cli::ExportArgs;
use crate::client::{Access, Client};

/// What is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Any list of the API, by its path.
    Path(String),
    /// The inventory of each warehouse.
    Stock,
    /// The parcels of each order.
    Shipments,
}

impl FromStr for List {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "stock" => Ok(Self::Stock),
            "shipments" => Ok(Self::Shipments),
            "products" | "orders" | "warehouses" | "transfers" | "nodes" | "audit" => {
                Ok(Self::Path(format!("/v1/{text}")))
            }
            path if path.starts_with("/v1/") => Ok(Self::Path(path.to_owned())),
            _ => Err(
                "must be products, stock, orders, warehouses, transfers, shipments, nodes, audit, or the path of a \
                      list such as /v1/products?q=cup",
            ),
        }
    }
}

pub fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    super::runtime()?.block_on(async {
        let access = Access::open(&args.data.data).await?;
        let exported = export(args, &access.client).await;
        access.close().await?;
        exported
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn export(args: &ExportArgs, client: &Client) -> anyhow::Result<()> {
    let mut bar = Progress::counting("export");
    let mut draft = Draft::new()?;
    match &args.list {
        List::Path(path) => whole(client, path, &mut bar, |item| draft.add(item)).await?,
        List::Stock => {
            let mut warehouses = Vec::new();
            whole(client, "/v1/warehouses", &mut Progress::counting("warehouses"), |item| {
                warehouses.push(serde_json::from_str::<Warehouse>(item.get())?.id);
                Ok(())
            })
            .await?;
            for id in warehouses {
                let list = format!("/v1/warehouses/{id}/inventory");
                whole(client, &list, &mut bar, |item| draft.add(item)).await?;
            }
        }
        List::Shipments => {
            let parcels = |item: &RawValue| {
                let order: Parcels<'_> = serde_json::from_str(item.get())?;
                order.shipments.into_iter().try_for_each(|parcel| draft.add(parcel))
            };
            whole(client, "/v1/orders", &mut bar, parcels).await?;
        }
    }
    let records = draft.records;
    draft.write(File::create(&args.file).with_context(|| args.file.display().to_string())?)?;
    bar.finish(&format!("{records} records in {}", args.file.display()));
    Ok(())
}

#[derive(Deserialize)]
struct Warehouse {
    id: String,
}

#[derive(Deserialize)]
struct Parcels<'a> {
    #[serde(borrow)]
    shipments: Vec<&'a RawValue>,
}

async fn whole(
    client: &Client,
    list: &str,
    bar: &mut Progress,
    mut take: impl FnMut(&RawValue) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut pages = Pages::of(list);
    while let Some(items) = pages.next(client).await? {
        bar.advance(items.len() as u64);
        items.iter().try_for_each(|item| take(item))?;
    }
    Ok(())
}

/// The pages of a list, one after the other.
pub struct Pages {
    list: String,
    /// `None` behind the last one.
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageText {
    items: Vec<Box<RawValue>>,
    next_cursor: Option<String>,
}

impl Pages {
    pub fn of(list: &str) -> Self {
        let mark = if list.contains('?') { '&' } else { '?' };
        let list = format!("{list}{mark}limit=500");
        Self { next: Some(list.clone()), list }
    }

    pub async fn next(&mut self, client: &Client) -> anyhow::Result<Option<Vec<Box<RawValue>>>> {
        let Some(path) = self.next.take() else { return Ok(None) };
        let page: PageText = serde_json::from_str(&client.read(&path).await?).context("this is no list")?;
        // a cursor is of hexadecimal digits
        self.next = page.next_cursor.map(|cursor| format!("{}&cursor={cursor}", self.list));
        Ok(Some(page.items))
    }
}

/// Records on their way into the file: its header is known only when the last one was read, so they wait on the disk.
struct Draft {
    to: BufWriter<File>,
    columns: IndexSet<String>,
    records: u64,
}

impl Draft {
    fn new() -> anyhow::Result<Self> {
        Ok(Self { to: BufWriter::new(tempfile::tempfile()?), columns: IndexSet::new(), records: 0 })
    }

    fn add(&mut self, item: &RawValue) -> anyhow::Result<()> {
        let record = flattened(item)?;
        for (column, _) in &record {
            if !self.columns.contains(column) {
                self.columns.insert(column.clone());
            }
        }
        serde_json::to_writer(&mut self.to, &record)?;
        self.to.write_all(b"\n")?;
        self.records += 1;
        Ok(())
    }

    fn write(self, file: File) -> anyhow::Result<()> {
        let mut from = self.to.into_inner().map_err(|error| error.into_error())?;
        from.rewind()?;
        let mut to = writer(BufWriter::new(file));
        if !self.columns.is_empty() {
            to.write_record(&self.columns)?;
        }
        for line in BufReader::new(from).lines() {
            let record: Record = serde_json::from_str(&line?)?;
            to.write_record(cells(&self.columns, &record))?;
        }
        Ok(to.flush()?)
    }
}
