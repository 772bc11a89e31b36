package events

import (
	"strings"

	"entente/internal/record"
)

// code numbers a code of the format's ontology. The value says what it is in
// PLOVER, and its score in the data set's own scale.
func (p *Parser) code(b []byte) uint32 {
	if len(b) == 0 {
		return 0
	}
	return p.dicts.Codes.Number(p.keyOf('c', []byte(p.ontology()), b), func(string) record.Code { return p.codeValue(string(b)) })
}

func (p *Parser) codeValue(code string) record.Code {
	ontology := p.ontology()
	c, ok := p.cross[code]
	out := record.Code{Ontology: ontology, Code: strings.ToValidUTF8(code, "\ufffd"), Label: c.Label, Type: c.Type, Mode: c.Mode, Context: c.Context,
		Scale: record.NoScore, Unknown: !ok}
	switch ontology {
	case "gdelt", "cameo", "icews", "synth":
		if len(code) >= 2 {
			out.Root = out.Code[:2]
			out.Quad = cameoQuad(out.Root)
		}
		if ok {
			out.Scale, out.ScaleOf = float32(c.Scale), ontology
		}
	default: // PLOVER's own types, or ACLED's mapped to them
		if ontology != "acled" {
			out.Type, out.Mode, _ = strings.Cut(code, "/")
			out.Mode = strings.ToLower(out.Mode)
			if _, known := p.know.Book.Type(out.Type); !known {
				out.Type, out.Mode = "", ""
			} else if out.Unknown = false; out.Mode != "" && !p.know.Book.HasMode(out.Type, out.Mode) {
				out.Mode, out.Unknown = "", true
			}
		}
		out.Root = out.Type
		if t, known := p.know.Book.Type(out.Type); known {
			out.Quad = int8(t.Quad)
			out.Scale, out.ScaleOf = float32(p.know.Book.Scale(out.Type, out.Mode)), p.know.Book.ID()
			if out.Label == "" {
				out.Label = t.Definition
			}
		}
	}
	return out
}

// cameoQuad is the quad class of a CAMEO root: 1 verbal cooperation, 2 material
// cooperation, 3 verbal conflict, 4 material conflict; 0 if it is no root.
func cameoQuad(root string) int8 {
	switch {
	case root >= "01" && root <= "05":
		return 1
	case root >= "06" && root <= "09":
		return 2
	case root >= "10" && root <= "14":
		return 3
	case root >= "15" && root <= "20":
		return 4
	}
	return 0
}

// cameo reads a CAMEO code and puts back leading zeros that a spreadsheet lost.
// The root, where the format has one, or the label tells 10 "Demand" from 10 that
// was 010. A code of the table stays as it is otherwise.
func (p *Parser) cameo(b, root, label []byte, row *record.Row) []byte {
	if len(b) == 0 || b[0] == '0' || len(b) > 4 {
		return b
	}
	lost := false
	switch _, known := p.cross[text(b)]; {
	case len(root) == 1:
		lost = true
	case len(root) > 1:
	case len(b) == 2 && len(label) > 0:
		c, ok := p.cross["0"+string(b)]
		lost = ok && (!known || strings.EqualFold(c.Label, string(label)))
	case !known:
		_, lost = p.cross["0"+string(b)]
	}
	if !lost {
		return b
	}
	out := append([]byte{'0'}, b...)
	row.Flags |= record.Zeros
	p.mend("leading zero of code " + string(out) + " put back")
	return out
}

// scaled sets code, scale and the flags that compare them with what the file
// says. Of formats with a scale of their own, stated is only compared.
func (p *Parser) scaled(row *record.Row, code []byte, stated float32) {
	row.Code = p.code(code)
	if row.Code == 0 {
		row.Scale = stated
		return
	}
	c := &p.dicts.Codes.Values[row.Code-1]
	if c.Unknown {
		row.Flags |= record.NoCode
	}
	row.Scale = c.Scale
	switch {
	case !record.Stated(stated):
	case !record.Stated(c.Scale), p.format == record.PLOVER, p.format == record.POLECAT:
		row.Scale = stated // such scores are of the event, not of the code alone
	case row.Scale != stated:
		row.Flags |= record.ScoreOff
	}
}
