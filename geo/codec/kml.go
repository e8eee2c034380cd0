package codec

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"
)

const (
	maxKMLDepth = 64      // elements within elements
	maxKMLNames = 10_000  // folders
	kmlHeadSize = 1 << 10 // in which the XML declaration stands
)

// kmlFile streams the placemarks of a KML (OGC 07-147r2). It is read twice: first for the
// names of fields and folders, then for the placemarks. Nothing that it links to is opened.
type kmlFile struct {
	src    Source
	b      *budget
	xml    *kmlTokens
	body   io.Closer
	files  []io.Closer
	folder string   // the one to read, "" = all
	path   []string // names of the folders around, "" until it is known
}

// openKML reads a KML file, which it then owns.
func openKML(ctx context.Context, f *os.File, o Options, b *budget) (stream, error) {
	open := func() (io.ReadCloser, error) {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		return io.NopCloser(contextReader{ctx, f}), nil
	}
	return startKML(open, []io.Closer{f}, o, b)
}

// openKMZ reads the document of a KMZ, which it then owns: doc.kml, or the only one it has.
func openKMZ(ctx context.Context, f *os.File, size int64, o Options, b *budget) (stream, error) {
	r, err := openArchive(f, size, b)
	if err != nil {
		return nil, err
	}
	return readKMZ(ctx, f, r, o, b)
}

// holdsKML is true of an archive with a KML and no Shapefile.
func holdsKML(entries []*zip.File) bool {
	kml := false
	for _, e := range entries {
		switch strings.ToLower(path.Ext(e.Name)) {
		case ".shp":
			return false
		case ".kml", ".kmz":
			kml = true
		}
	}
	return kml
}

func readKMZ(ctx context.Context, f *os.File, r *zip.Reader, o Options, b *budget) (stream, error) {
	entry, err := kmzDocument(r.File)
	if err != nil {
		return nil, err
	}
	p, err := (&archive{left: b.EntryBytes}).part(entry)
	if err != nil {
		return nil, inPlace("entry "+archiveName(entry.Name), err)
	}
	open := func() (io.ReadCloser, error) {
		body, err := p.open()
		if err != nil {
			return nil, err
		}
		return struct {
			io.Reader
			io.Closer
		}{contextReader{ctx, body}, body}, nil
	}
	s, err := startKML(open, []io.Closer{f}, o, b)
	return s, inPlace(p.name, err)
}

// kmzDocument finds the document of the archive.
func kmzDocument(entries []*zip.File) (*zip.File, error) {
	var found []*zip.File
	var names []string
	for _, e := range entries {
		if err := checkEntry(e); err != nil {
			return nil, err
		}
		switch strings.ToLower(path.Ext(e.Name)) {
		case ".kmz":
			return nil, &FileError{Kind: KindUnknownFormat, Place: "entry " + archiveName(e.Name), Message: "a KMZ within a KMZ is not read; unpack it and import each by itself"}
		case ".kml":
			if strings.EqualFold(e.Name, "doc.kml") {
				return e, nil
			}
			found, names = append(found, e), append(names, archiveName(e.Name))
		}
	}
	switch len(found) {
	case 0:
		return nil, &FileError{Kind: KindUnknownFormat, Message: "the archive holds no KML (doc.kml)"}
	case 1:
		return found[0], nil
	}
	return nil, &FileError{Kind: KindUnknownLayer, Message: fmt.Sprintf("the archive holds %d KML files and none is doc.kml: %.400s", len(names), strings.Join(names, ", "))}
}

func startKML(open func() (io.ReadCloser, error), files []io.Closer, o Options, b *budget) (*kmlFile, error) {
	s := &kmlFile{b: b, files: files, folder: o.Layer, src: Source{Format: "kml", CRS: "EPSG:4326", Layer: o.Layer}}
	tokens := func() error {
		body, err := open()
		if err != nil {
			return err
		}
		s.body = body
		s.xml, s.src.Encoding, err = newKMLTokens(body, o.Encoding, b)
		return err
	}
	if err := tokens(); err != nil {
		return nil, err
	}
	if err := s.survey(); err != nil {
		s.body.Close()
		return nil, err
	}
	if err := s.body.Close(); err != nil {
		return nil, err
	}
	return s, tokens()
}

func (s *kmlFile) source() Source { return s.src }

func (s *kmlFile) Close() error {
	err := s.body.Close()
	for _, f := range s.files {
		if err2 := f.Close(); err == nil && !errors.Is(err2, os.ErrClosed) {
			err = err2
		}
	}
	s.files = nil
	return err
}

// kmlTokens reads the parts of an XML document under limits.
type kmlTokens struct {
	d     *xml.Decoder
	guard *recordGuard
	depth int
	root  bool // the root element was seen
}

// xmlEncoding is the encoding that an XML declaration names.
var xmlEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"'>]*)["']`)

// newKMLTokens settles the encoding and begins to read.
func newKMLTokens(r io.Reader, forced string, b *budget) (*kmlTokens, string, error) {
	text := bufio.NewReaderSize(r, 64<<10)
	head, err := text.Peek(kmlHeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", err
	}
	c := charsetUTF8
	switch m := xmlEncoding.FindSubmatch(head); {
	case strings.HasPrefix(string(head), "PK\x03\x04"):
		return nil, "", &FileError{Kind: KindUnknownFormat, Message: "is an archive and no KML; a KMZ within a KMZ is not read"}
	case strings.HasPrefix(string(head), "\xff\xfe"), strings.HasPrefix(string(head), "\xfe\xff"):
		return nil, "", &FileError{Kind: KindEncoding, Message: "is UTF-16; save it as UTF-8"}
	case forced != "":
		c, err = charsetOf(forced)
	case m != nil:
		c, err = charsetOf(string(m[1]))
	default:
		err = nil
	}
	if err != nil {
		return nil, "", err
	}
	if strings.HasPrefix(string(head), utf8BOM) {
		_, _ = text.Discard(len(utf8BOM)) // it was peeked at
	}
	var plain io.Reader = text
	if c.enc != nil {
		plain = newDecoder(text, c)
	}
	t := &kmlTokens{guard: &recordGuard{r: plain, limit: int64(b.geometryBytes() + b.FieldBytes)}}
	t.d = xml.NewDecoder(t.guard)
	t.d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it was decoded already
	return t, c.name, nil
}

// next gives a token: a start or end of an element, or text. io.EOF after the root's end.
func (t *kmlTokens) next() (xml.Token, error) {
	for {
		token, err := t.d.Token()
		t.guard.done = t.d.InputOffset()
		if err != nil {
			return nil, t.fault(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if !t.root && e.Name.Local != "kml" {
				return nil, t.wrong(KindUnknownFormat, "the root of the document is <%.40s>, not <kml>", e.Name.Local)
			}
			t.root = true
			if t.depth++; t.depth > maxKMLDepth {
				return nil, t.wrong(KindMalformed, "elements are nested more than %d deep", maxKMLDepth)
			}
			return token, nil
		case xml.EndElement:
			t.depth--
			return token, nil
		case xml.CharData:
			return token, nil
		case xml.Directive:
			return nil, t.wrong(KindUnsafe, "the document has a DOCTYPE, which is refused; take it out")
		}
	}
}

func (t *kmlTokens) wrong(kind, format string, args ...any) error {
	line, column := t.d.InputPos()
	return &FileError{Kind: kind, Place: fmt.Sprintf("line %d, column %d", line, column), Message: fmt.Sprintf(format, args...)}
}

// fault words an error of the XML reader.
func (t *kmlTokens) fault(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF) && !t.root:
		return &FileError{Kind: KindMalformed, Message: "it is no XML"}
	case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
		return &FileError{Kind: KindTruncated, Place: fmt.Sprintf("line %d", syntax.Line), Message: "the document ends within an element"}
	case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "UTF-8"):
		return &FileError{Kind: KindEncoding, Place: fmt.Sprintf("line %d", syntax.Line), Message: "the text is not UTF-8; name its encoding"}
	case errors.As(err, &syntax):
		return &FileError{Kind: KindMalformed, Place: fmt.Sprintf("line %d", syntax.Line), Message: "it is no XML: " + syntax.Msg}
	case strings.HasPrefix(err.Error(), "xml: "): // a version or an encoding that the reader has not
		return t.wrong(KindMalformed, "it is no XML that can be read: %.200s", strings.TrimPrefix(err.Error(), "xml: "))
	}
	return err
}

// skip reads to the end of the element just begun.
func (t *kmlTokens) skip() error {
	for depth := t.depth; t.depth >= depth; {
		if _, err := t.next(); err != nil {
			return unexpectedEnd(err)
		}
	}
	return nil
}

// text reads the text of the element just begun, which may hold other elements.
func (t *kmlTokens) text(most int) (string, error) {
	var b strings.Builder
	for depth := t.depth; t.depth >= depth; {
		token, err := t.next()
		if err != nil {
			return "", unexpectedEnd(err)
		}
		if c, ok := token.(xml.CharData); ok {
			if b.Len()+len(c) > most {
				return "", t.wrong(KindTooLarge, "a text is longer than %d bytes", most)
			}
			b.Write(c)
		}
	}
	return strings.TrimSpace(b.String()), nil
}
