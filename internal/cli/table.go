package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"entente/internal/export"
)

// A table is an answer of rows and columns. A cell is a string, an int, a
// float64, a list of strings, or nil for what is not stated. In CSV, Markdown and
// on the terminal nil is an empty cell, in JSON null.
type table struct {
	columns []string
	rows    [][]any
}

// tableFormats are the values of --format.
var tableFormats = []string{"table", "json", "csv", "md", "parquet"}

// forPrograms says whether a form is read by programs, which want every column.
func forPrograms(format string) bool {
	return format == "json" || format == "csv" || format == "parquet"
}

func (t *table) add(cells ...any) { t.rows = append(t.rows, cells) }

// with is the table with one more column, the same in all rows.
func (t *table) with(column string, v any) *table {
	out := &table{columns: append(append([]string{}, t.columns...), column)}
	for _, r := range t.rows {
		out.add(append(append([]any{}, r...), v)...)
	}
	return out
}

// known is a cell for a string that is "" where nothing is stated.
func known(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// write prints the table in one of tableFormats.
func (t *table) write(w io.Writer, format string) error {
	switch format {
	case "json":
		return t.json(w)
	case "csv":
		return t.csv(w)
	case "md":
		return t.markdown(w)
	case "parquet":
		return t.parquet(w)
	}
	return t.text(w)
}

func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []string:
		return strings.Join(v, " ")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		return v
	}
	return fmt.Sprint(v)
}

// plain is a cell on one line and without what could steer a terminal.
func plain(v any) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, cell(v))
}

// parquet writes the table as a Parquet file, with the types of its cells; what
// has none there is written as its text.
func (t *table) parquet(w io.Writer) error {
	rows := make([][]any, len(t.rows))
	for i, row := range t.rows {
		rows[i] = make([]any, len(row))
		for j, v := range row {
			switch v.(type) {
			case nil, bool, int, int64, float64, string, []string:
				rows[i][j] = v
			default:
				rows[i][j] = cell(v)
			}
		}
	}
	return export.Parquet(w, t.columns, rows)
}

// text writes columns side by side. The last column is not padded.
func (t *table) text(w io.Writer) error {
	widths := make([]int, len(t.columns))
	lines := [][]string{t.columns}
	for _, row := range t.rows {
		line := make([]string, len(row))
		for i, v := range row {
			line[i] = plain(v)
		}
		lines = append(lines, line)
	}
	for _, line := range lines {
		for i, c := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	for _, line := range lines {
		for i, c := range line {
			if i == len(line)-1 {
				b.WriteString(c)
				break
			}
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c))
			if t.number(i) {
				b.WriteString(pad + c + "  ")
			} else {
				b.WriteString(c + pad + "  ")
			}
		}
		text := strings.TrimRight(b.String(), " ")
		b.Reset()
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err
		}
	}
	return nil
}

// number says whether a column holds numbers, which stand to the right.
func (t *table) number(i int) bool {
	for _, row := range t.rows {
		switch row[i].(type) {
		case int, float64:
		default:
			return false
		}
	}
	return len(t.rows) > 0
}

// json writes a list of objects, a row a line, with the columns in their order.
func (t *table) json(w io.Writer) error {
	var b strings.Builder
	b.WriteString("[")
	for i, row := range t.rows {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n{")
		for j, v := range row {
			if j > 0 {
				b.WriteString(",")
			}
			if list, ok := v.([]string); ok && list == nil {
				v = []string{}
			}
			value, err := json.Marshal(v)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%q:%s", t.columns[j], value)
		}
		b.WriteString("}")
	}
	if len(t.rows) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("]\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *table) csv(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(t.columns); err != nil {
		return err
	}
	for _, row := range t.rows {
		line := make([]string, len(row))
		for i, v := range row {
			line[i] = cell(v)
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

var mdEscape = strings.NewReplacer("|", `\|`, "\\", `\\`, "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`)

func (t *table) markdown(w io.Writer) error {
	var b strings.Builder
	line := func(cells []string) {
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	line(t.columns)
	rule := make([]string, len(t.columns))
	for i := range rule {
		rule[i] = "---"
		if t.number(i) {
			rule[i] = "---:"
		}
	}
	line(rule)
	for _, row := range t.rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = mdEscape.Replace(plain(v))
		}
		line(cells)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
