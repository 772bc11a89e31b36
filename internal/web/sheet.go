package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"

	"entente/internal/chart"
)

// writeSheet writes the table of a page that is not of events: as CSV, or as JSON
// with an object a row. An empty cell is null.
func writeSheet(b *bytes.Buffer, t *chart.Table, format string) error {
	if format == "csv" {
		w := csv.NewWriter(b)
		_ = w.Write(t.Head)
		for _, row := range t.Rows {
			cells := make([]string, len(row))
			for i, c := range row {
				cells[i] = ascii(c)
			}
			_ = w.Write(cells)
		}
		w.Flush()
		return w.Error()
	}
	rows := make([]map[string]any, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = map[string]any{}
		for k, c := range row {
			switch s := ascii(c); {
			case s == "":
				rows[i][t.Head[k]] = nil
			case c.Number && json.Valid([]byte(s)):
				rows[i][t.Head[k]] = json.RawMessage(s)
			default:
				rows[i][t.Head[k]] = s
			}
		}
	}
	e := json.NewEncoder(b)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(rows)
}

// ascii is a cell as programs read it: a number with the minus of keyboards and
// without commas, and words that no spreadsheet takes for a formula.
func ascii(c chart.Cell) string {
	if !c.Number {
		if c.Text != "" && strings.ContainsRune("=+@\t\r", rune(c.Text[0])) {
			return "'" + c.Text
		}
		return c.Text
	}
	out := make([]rune, 0, len(c.Text))
	for _, r := range c.Text {
		switch r {
		case '−':
			r = '-'
		case ',':
			continue
		}
		out = append(out, r)
	}
	return string(out)
}
