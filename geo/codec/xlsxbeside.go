package codec

import (
	"encoding/xml"
	"io"
	"net/url"
	"path"
	"strings"
	"unicode"
)

// Limits of what is looked at of a workbook beside the sheet that is read.
const (
	maxOtherSheets = 20
	maxOtherRows   = 10_000   // that are counted of a sheet
	maxOtherBytes  = 16 << 20 // of all these sheets together
	maxLinks       = 20       // to other workbooks
	maxLinkBytes   = 1 << 20  // of the part that says where one leads
)

// OtherSheet is a sheet with rows that was not read, because none was named and another is the first.
type OtherSheet struct {
	Name string
	// Rows are those in which anything is written, headings included; More is true where there may be more.
	Rows int
	More bool
	// First is the first text in it, cut to 64 bytes.
	First string
}

// others counts the rows of the sheets but the first, within the limits. A sheet that cannot be read as
// far has More; the import does not need it.
func (b *xlsxBook) others(shared []string, field int) (out []OtherSheet) {
	left := int64(maxOtherBytes)
	for _, s := range b.sheets[1:min(len(b.sheets), maxOtherSheets+1)] {
		e := b.entries[strings.ToLower(b.targets[s.relation])]
		if e == nil { // a chart, or a sheet that is not there
			continue
		}
		part, err := e.Open()
		if err != nil {
			out = append(out, OtherSheet{Name: s.name, More: true})
			continue
		}
		in := &io.LimitedReader{R: part, N: left}
		o := countRows(&xlsxRows{xml: newSheetXML(in, field), shared: shared, field: field})
		_ = part.Close() // it was only read
		left = in.N
		o.More = o.More || left == 0
		if o.Name = s.name; o.Rows > 0 || o.More {
			out = append(out, o)
		}
	}
	return out
}

// countRows counts the rows that are not blank.
func countRows(s *xlsxRows) (o OtherSheet) {
	for o.Rows < maxOtherRows {
		row, err := s.next()
		if err != nil {
			o.More = err != io.EOF //nolint:errorlint // the end itself, as next gives it
			return o
		}
		if blank(row.Cells) {
			continue
		}
		if o.Rows++; o.First == "" {
			o.First = firstText(row.Cells)
		}
	}
	o.More = true
	return o
}

func firstText(cells []Cell) string {
	for _, c := range cells {
		if text := strings.TrimSpace(c.Text); text != "" {
			return strings.ToValidUTF8(text[:min(len(text), 64)], "")
		}
	}
	return ""
}

// external are the names of the files to which the workbook has links, without their folders. No link is
// followed.
func (b *xlsxBook) external() (names []string, err error) {
	for _, part := range b.links[:min(len(b.links), maxLinks)] {
		rels := path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
		name := path.Base(part) // a link to a program (DDE) has no file
		if e := b.entries[strings.ToLower(rels)]; e != nil && e.UncompressedSize64 <= maxLinkBytes {
			err = b.each(rels, func(_ *xml.Decoder, e xml.StartElement) error {
				if e.Name.Local == "Relationship" {
					name = fileName(attr(e, "Target"), name)
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
		names = append(names, name)
	}
	return names, nil
}

// fileName is the last part of an address or a path, cut to 128 bytes.
func fileName(target, otherwise string) string {
	if plain, err := url.PathUnescape(target); err == nil {
		target = plain
	}
	name := path.Base(strings.ReplaceAll(target, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name[:min(len(name), 128)], ""))
	if strings.Trim(name, "./ ") == "" {
		return otherwise
	}
	return name
}

// reachesOut is true of a formula that reads another workbook: [1]Sheet!A1, '[1]My sheet'!A1.
func reachesOut(formula string) bool {
	for i := 0; i < len(formula); i++ {
		if formula[i] != '[' {
			continue
		}
		end := strings.IndexByte(formula[i:], ']')
		if end < 2 || strings.Trim(formula[i+1:i+end], "0123456789") != "" {
			continue
		}
		if next := i + end + 1; next < len(formula) && strings.IndexByte("],;:)}=+-*/^&<> %", formula[next]) < 0 { // else a column of a table: Norms[1]
			return true
		}
	}
	return false
}
