package codec

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Limits of a workbook that is read.
const (
	maxSharedBytes = 256 << 20 // of all shared texts together
	maxSheets      = 1000
)

// xlsxBook finds the parts of a workbook (ECMA-376). Names of elements are compared without
// their namespaces, which the strict and the transitional form do not share.
type xlsxBook struct {
	entries map[string]*zip.File
	archive *archive
	sheets  []xlsxSheetName
	targets map[string]string // by the id of the relation
	links   []string          // the parts of links to other workbooks
	shared  string            // the part of shared texts; may be empty
	old     bool              // dates count from 1904
}

type xlsxSheetName struct{ name, relation string }

// openXLSX reads the rows of a sheet; the file is closed with it.
func openXLSX(f *os.File, size int64, o Options) (rows, error) {
	r, err := zip.NewReader(f, size)
	if errors.Is(err, zip.ErrInsecurePath) {
		return nil, &FileError{Kind: KindPathEscape, Message: "an entry of the archive points outside it"}
	}
	if err != nil {
		return nil, &FileError{Kind: KindTruncated, Message: "the workbook is cut off or damaged", Err: err}
	}
	if most := max(o.Limits.Entries, maxSheets); len(r.File) > most {
		return nil, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("the workbook has %d entries, more than %d", len(r.File), most)}
	}
	b := &xlsxBook{entries: map[string]*zip.File{}, archive: &archive{left: o.Limits.EntryBytes}, targets: map[string]string{}}
	for _, e := range r.File {
		if err := checkEntry(e); err != nil {
			return nil, err
		}
		b.entries[strings.ToLower(strings.ReplaceAll(e.Name, `\`, "/"))] = e
	}
	if err := b.index(); err != nil {
		return nil, err
	}
	return b.open(f, o)
}

// index reads which sheets there are.
func (b *xlsxBook) index() error {
	err := b.each("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "sheet":
			name := attr(e, "name")
			if slices.ContainsFunc(b.sheets, func(s xlsxSheetName) bool { return strings.EqualFold(s.name, name) }) {
				return &FileError{Kind: KindMalformed, Message: fmt.Sprintf("two sheets have the name %q, so it is not clear which one is meant: rename one", name)}
			}
			b.sheets = append(b.sheets, xlsxSheetName{name, relation(e)})
			if len(b.sheets) > maxSheets {
				return &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d sheets", maxSheets)}
			}
		case "workbookPr":
			b.old = attr(e, "date1904") == "1" || attr(e, "date1904") == "true"
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		target := attr(e, "Target")
		if absolute, ok := strings.CutPrefix(target, "/"); ok {
			target = path.Clean(absolute)
		} else {
			target = path.Join("xl", target)
		}
		b.targets[attr(e, "Id")] = target
		switch kind := attr(e, "Type"); {
		case strings.HasSuffix(kind, "/sharedStrings"):
			b.shared = target
		case strings.HasSuffix(kind, "/externalLink"):
			b.links = append(b.links, target)
		}
		return nil
	})
}

// relation is the id of the part of a sheet.
func relation(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

func attr(e xml.StartElement, name string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == name && e.Attr[i].Name.Space == "" {
			return e.Attr[i].Value
		}
	}
	return ""
}

// part opens a part for reading.
func (b *xlsxBook) part(name string) (io.ReadCloser, error) {
	e := b.entries[strings.ToLower(name)]
	if e == nil {
		return nil, &FileError{Kind: KindUnknownFormat, Message: "the archive is no workbook (.xlsx): it lacks " + archiveName(name)}
	}
	p, err := b.archive.part(e)
	if err != nil {
		return nil, inPlace("entry "+archiveName(e.Name), err)
	}
	r, err := p.open()
	return r, inPlace(p.name, err)
}

// each calls f for every element of a small part.
func (b *xlsxBook) each(name string, f func(*xml.Decoder, xml.StartElement) error) error {
	r, err := b.part(name)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			if e, start := token.(xml.StartElement); start {
				err = f(d, e)
			}
		}
		if err != nil {
			return inPlace("entry "+archiveName(name), badXML(err))
		}
	}
}

// badXML gives an error of the XML reader as one of the file.
func badXML(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return &FileError{Kind: KindMalformed, Message: fmt.Sprintf("line %d: it is no XML", syntax.Line)}
	}
	return err
}

// open chooses the sheet and reads the shared texts.
func (b *xlsxBook) open(f *os.File, o Options) (rows, error) {
	if len(b.sheets) == 0 {
		return nil, &FileError{Kind: KindEmpty, Message: "the workbook has no sheet"}
	}
	names := make([]string, len(b.sheets))
	for i := range b.sheets {
		names[i] = b.sheets[i].name
	}
	sheet := b.sheets[0]
	if o.Layer != "" {
		i := slices.IndexFunc(b.sheets, func(s xlsxSheetName) bool { return s.name == o.Layer })
		if i < 0 {
			return nil, layerError(o.Layer, names)
		}
		sheet = b.sheets[i]
	}
	s := &xlsxRows{file: f, field: o.Limits.FieldBytes, src: Source{Format: "xlsx", Encoding: charsetUTF8.name, Layer: sheet.name, Layers: names[:min(len(names), maxLayerNames)], Epoch1904: b.old}}
	if b.shared != "" && b.entries[strings.ToLower(b.shared)] != nil {
		if err := b.texts(s); err != nil {
			return nil, err
		}
	}
	var err error
	if s.src.External, err = b.external(); err != nil {
		return nil, err
	}
	if s.part, err = b.part(b.targets[sheet.relation]); err != nil {
		return nil, err
	}
	if s.merged, err = b.merged(b.targets[sheet.relation]); err != nil {
		_ = s.part.Close() // it was not read
		return nil, inPlace("sheet "+sheet.name, err)
	}
	if o.Layer == "" {
		s.src.Unread = b.others(s.shared, s.field)
	}
	s.xml = newSheetXML(s.part, s.field)
	return s, nil
}

// texts reads the shared texts.
func (b *xlsxBook) texts(s *xlsxRows) error {
	r, err := b.part(b.shared)
	if err != nil {
		return err
	}
	defer r.Close()
	x, total := newSheetXML(r, s.field), 0
	for {
		e, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && (e.kind != sheetStart || string(e.name) != "si") {
			continue
		}
		var text string
		if err == nil {
			text, err = richText(x, "si", s.field)
		}
		if total += len(text); err == nil && total > maxSharedBytes {
			err = &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("the texts are longer than %d bytes together", maxSharedBytes)}
		}
		if err != nil {
			return inPlace("entry "+archiveName(b.shared), err)
		}
		s.shared = append(s.shared, text)
	}
}

// richText joins the texts up to the end of an element, without readings (phonetic runs).
func richText(x *sheetXML, end string, most int) (string, error) {
	var b strings.Builder
	reading, in := false, false
	for {
		e, err := x.next()
		if err != nil {
			return "", unexpectedEnd(err)
		}
		switch e.kind {
		case sheetStart:
			reading = reading || string(e.name) == "rPh"
			in = string(e.name) == "t"
		case sheetEnd:
			in = false
			switch string(e.name) {
			case "rPh":
				reading = false
			case end:
				return folded(b.String()), nil
			}
		case sheetText:
			if in && !reading {
				b.Write(e.text)
			}
		}
		if b.Len() > most {
			return "", &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("a text is longer than %d bytes", most)}
		}
	}
}

func unexpectedEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// folded reads escaped characters (_x0041_), the reverse of unfolded.
func folded(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		if escaped(text[i:]) {
			if n, err := strconv.ParseUint(text[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				i += 7
				continue
			}
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}
