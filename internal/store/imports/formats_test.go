package imports_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/importer"
	"entente/internal/read/events"
	"entente/internal/record"
	"entente/internal/store/imports"
)

// sample is n records of a format, the i-th of day i of May 2021: KAZ visits CHN.
func sample(format record.Format, n int) string {
	names := events.Columns(format)
	sep, head := "\t", ""
	switch format {
	case record.ICEWS, record.POLECAT:
		head = strings.Join(names, sep) + "\n"
	case record.ACLED:
		sep = ","
		head = strings.Join(names, sep) + "\n"
	}
	var b strings.Builder
	b.WriteString(head)
	for i := 1; i <= n; i++ {
		day := fmt.Sprintf("2021-05-%02d", i)
		flat := strings.ReplaceAll(day, "-", "")
		if format == record.PLOVER {
			fmt.Fprintf(&b, `{"id":"P%d","date":%q,"event":["CONSULT"],"mode":["visit"],"actor":[{"code":"KAZ"}],"recipient":[{"code":"CHN"}]}`+"\n", i, day)
			continue
		}
		cells := map[record.Format]map[string]string{
			record.GDELT1: {"GLOBALEVENTID": fmt.Sprint(i), "SQLDATE": flat, "Actor1Code": "KAZ", "Actor1CountryCode": "KAZ", "Actor2Code": "CHN", "Actor2CountryCode": "CHN", "IsRootEvent": "1", "EventCode": "042",
				"EventBaseCode": "042", "EventRootCode": "04", "QuadClass": "1", "GoldsteinScale": "1.9", "NumMentions": "3", "NumSources": "1", "NumArticles": "3", "AvgTone": "0", "DATEADDED": "20210601"},
			record.ICEWS: {"Event ID": fmt.Sprint(i), "Event Date": day, "Source Name": "Kazakhstan", "Source Country": "Kazakhstan", "CAMEO Code": "042", "Intensity": "1.9", "Target Name": "China", "Target Country": "China"},
			record.POLECAT: {"Event ID": fmt.Sprintf("%s-%d", flat, i), "Event Date": day, "Event Type": "CONSULT", "Event Mode": "visit", "Intensity": "1.9", "Quad Code": "VERBAL COOPERATION", "Actor Name": "K", "Actor Country": "KAZ",
				"Recipient Name": "C", "Recipient Country": "CHN", "Source": "Paper", "Publication Date": day},
			record.Phoenix: {"EventID": fmt.Sprintf("%s-%d_a", flat, i), "Date": flat, "Year": "2021", "Month": "05", "Day": fmt.Sprintf("%02d", i), "SourceActorFull": "KAZGOV", "SourceActorEntity": "KAZ", "TargetActorFull": "CHNGOV",
				"TargetActorEntity": "CHN", "EventCode": "042", "EventRootCode": "4", "QuadClass": "1", "GoldsteinScore": "1.9"},
			record.ACLED: {"event_id_cnty": fmt.Sprintf("KAZ%d", i), "event_date": day, "year": "2021", "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "Military Forces of Kazakhstan", "actor2": "Military Forces of China",
				"iso": "398", "country": "Kazakhstan", "fatalities": "0", "source": "Paper", "timestamp": "1622505600"},
			record.Mentions: {"GLOBALEVENTID": fmt.Sprint(i), "EventTimeDate": flat + "000000", "MentionTimeDate": flat + "010000", "MentionType": "1", "MentionSourceName": "paper.example", "MentionIdentifier": fmt.Sprintf("http://paper.example/%d", i),
				"SentenceID": "1", "Actor1CharOffset": "-1", "Actor2CharOffset": "5", "ActionCharOffset": "9", "InRawText": "1", "Confidence": "50", "MentionDocLen": "900", "MentionDocTone": "0"},
		}
		cells[record.GDELT2] = map[string]string{"DATEADDED": "20210601000000"}
		for k, v := range cells[record.GDELT1] {
			if k != "DATEADDED" {
				cells[record.GDELT2][k] = v
			}
		}
		line := make([]string, len(names))
		for k, name := range names {
			line[k] = cells[format][name]
		}
		b.WriteString(strings.Join(line, sep) + "\n")
	}
	return b.String()
}

// Records of every format are kept, and known the second time, whatever their key.
func TestFormats(t *testing.T) {
	for _, format := range events.Formats() {
		t.Run(format.String(), func(t *testing.T) {
			dir, in := t.TempDir(), t.TempDir()
			const n = 20
			var files []string
			for _, size := range []int{n, n + 3} { // the second has three more
				files = append(files, filepath.Join(in, fmt.Sprint(size)))
				if err := os.WriteFile(files[len(files)-1], []byte(sample(format, size)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got := importFile(t, dir, format, importer.Options{BatchRows: 7}, files[0]); got.Kept != n || got.Rejected != 0 {
				t.Fatalf("%+v", got)
			}
			if got := importFile(t, dir, format, importer.Options{BatchRows: 7}, files[1]); got.Kept != 3 || got.Known != n {
				t.Fatalf("three more: %+v", got)
			}
			s := open(t, dir, true)
			sum, err := s.Summary(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if format == record.Mentions {
				if sum.Mentions != n+3 || sum.Rows != 0 {
					t.Errorf("%+v", sum)
				}
				return
			}
			if sum.Rows != n+3 {
				t.Errorf("%+v", sum)
			}
			if format == record.ACLED { // its parties are named by their countries or groups
				return
			}
			es, err := s.Events(t.Context(), "KAZ", "CHN", imports.Filter{}, imports.ByDay, 100)
			if err != nil || len(es) != n+3 || es[0].Source != "KAZ" || es[0].Target != "CHN" || es[0].Type != "CONSULT" || es[4].Day.Day() != 5 {
				t.Errorf("%d events: %+v, %v", len(es), es, err)
			}
		})
	}
}
