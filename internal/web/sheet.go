package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"

	"entente/internal/chart"
	"entente/internal/export"
)

// A sheet makes the table of a page row by row.
type sheet struct{ chart.Table }

func newSheet(head ...string) *sheet { return &sheet{chart.Table{Head: head}} }

// row adds cells: words, whole numbers or fractions. nil is not stated.
func (s *sheet) row(cells ...any) {
	row := make([]chart.Cell, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case nil:
		case string:
			row[i].Text = c
		case float64:
			row[i] = chart.Cell{Text: strconv.FormatFloat(c, 'g', -1, 64), Number: true}
		default:
			row[i] = chart.Cell{Text: fmt.Sprint(c), Number: true}
		}
	}
	s.Rows = append(s.Rows, row)
}

// writeSheet writes the table of a page that is not of events: as CSV, as JSON
// with an object a row, as Parquet or as a table of Markdown. An empty cell is
// null.
func writeSheet(b *bytes.Buffer, p *page, format string) error {
	t := p.sheet
	switch format {
	case "md":
		sheetMarkdown(b, p)
		return nil
	case "parquet":
		rows := make([][]any, len(t.Rows))
		for i, row := range t.Rows {
			rows[i] = make([]any, len(t.Head))
			for k, c := range row {
				rows[i][k] = number(c)
			}
		}
		return export.Parquet(b, t.Head, rows)
	}
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

// number is a cell as a number if it is one, else as words; nil if it is empty.
func number(c chart.Cell) any {
	s := ascii(c)
	if s == "" {
		return nil
	}
	if c.Number {
		if i, err := strconv.Atoi(s); err == nil {
			return i
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return f
		}
	}
	return plain(c.Text)
}

func sheetMarkdown(b *bytes.Buffer, p *page) {
	fmt.Fprintf(b, "# %s\n\nOf the ledger after addition %d. What these texts report, not what happened.\n\n|", md(p.Title), p.req.ix.Batch)
	for _, h := range p.sheet.Head {
		fmt.Fprintf(b, " %s |", md(h))
	}
	b.WriteString("\n|")
	for range p.sheet.Head {
		b.WriteString(" --- |")
	}
	b.WriteString("\n")
	for _, row := range p.sheet.Rows {
		b.WriteString("|")
		for _, c := range row {
			fmt.Fprintf(b, " %s |", md(c.Text))
		}
		b.WriteString("\n")
	}
}

// ascii is a cell as programs read it: a number with the minus of keyboards and
// without commas, and words that no spreadsheet takes for a formula.
func ascii(c chart.Cell) string {
	if !c.Number {
		return inert(c.Text)
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
