package codec

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// csvFile streams a CSV (RFC 4180) with one column of well-known text.
type csvFile struct {
	wktRows
	r     *csv.Reader
	guard *recordGuard
	io.Closer
}

// wktColumns are the names under which programs write geometry, the surest first.
var wktColumns = []string{"wkt", "wkt_geom", "geometry", "geom", "the_geom", "shape", "几何", "边界"}

// csvText is the text of a CSV file in UTF-8, and how its cells are parted.
func csvText(ctx context.Context, f *os.File, encoding string) (CSVDialect, io.Reader, error) {
	c, err := csvCharset(ctx, f, encoding)
	if err != nil {
		return CSVDialect{}, nil, err
	}
	var text io.Reader = bufio.NewReaderSize(f, 64<<10)
	if c.enc != nil {
		text = newDecoder(text, c)
	}
	d, text, err := DetectCSV(bufio.NewReaderSize(text, 64<<10))
	d.Encoding = c.name // it was judged by the whole file
	return d, text, err
}

// openCSV reads a CSV file, which it then owns.
func openCSV(ctx context.Context, f *os.File, o Options, b *budget) (stream, error) {
	if o.Layer != "" {
		return nil, &FileError{Kind: KindUnknownLayer, Message: "a CSV file has no layers, so none is named " + o.Layer}
	}
	dialect, text, err := csvText(ctx, f, o.Encoding)
	if err != nil {
		return nil, err
	}
	s := &csvFile{Closer: f, guard: &recordGuard{r: text, limit: int64(b.geometryBytes() + b.FieldBytes)}}
	s.r = csv.NewReader(s.guard)
	s.r.Comma = dialect.Comma
	s.r.ReuseRecord = true
	s.wktRows = wktRows{b: b, row: s.row, src: Source{Format: "csv", Encoding: dialect.Encoding}}
	if err := s.header(o.WKTField); err != nil {
		return nil, err
	}
	return s, s.first()
}

// csvCharset settles the encoding of the whole file before anything is read from it.
func csvCharset(ctx context.Context, f *os.File, forced string) (charset, error) {
	if forced != "" {
		return charsetOf(forced)
	}
	valid, err := validUTF8(ctx, f)
	if err != nil {
		return charset{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return charset{}, err
	}
	if !valid {
		var bom [2]byte
		if _, err := f.ReadAt(bom[:], 0); err == nil && (bom == [2]byte{0xff, 0xfe} || bom == [2]byte{0xfe, 0xff}) {
			return charsetUTF8, nil // DetectCSV names it
		}
		return charsetGB18030, nil
	}
	return charsetUTF8, nil
}

func validUTF8(ctx context.Context, r io.Reader) (bool, error) {
	_, err := io.Copy(io.Discard, transform.NewReader(contextReader{ctx, r}, encoding.UTF8Validator))
	if errors.Is(err, encoding.ErrInvalidUTF8) {
		return false, nil
	}
	return true, err
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// recordGuard bounds the bytes of one record: without it a quote that is never closed
// would bring the whole file into memory.
type recordGuard struct {
	r     io.Reader
	given int64 // bytes given to the CSV reader
	done  int64 // bytes of the records that it has finished
	limit int64
}

func (g *recordGuard) Read(p []byte) (int, error) {
	if g.given-g.done > g.limit {
		return 0, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("a row is longer than %d bytes, or a quote is not closed", g.limit)}
	}
	n, err := g.r.Read(p)
	g.given += int64(n)
	return n, err
}

// row reads one row; short tells of one that has not as many cells as the header.
func (s *csvFile) row() (number int, cells []string, short *FeatureError, err error) {
	cells, err = s.r.Read()
	s.guard.done = s.r.InputOffset()
	var pe *csv.ParseError
	switch {
	case err == io.EOF:
		return 0, nil, nil, err
	case err == nil, errors.Is(err, csv.ErrFieldCount):
		number, _ = s.r.FieldPos(0)
		if err != nil {
			short = fault(ReasonBadRow, "line %d has %d cells, the header %d", number, len(cells), len(s.names))
		}
		return number, cells, short, nil
	case errors.As(err, &pe):
		return 0, nil, nil, &FileError{Kind: KindMalformed, Place: fmt.Sprintf("line %d, column %d", pe.Line, pe.Column), Message: pe.Err.Error()}
	default:
		return 0, nil, nil, err
	}
}

func (s *csvFile) header(field string) error {
	_, cells, _, err := s.row()
	if errors.Is(err, io.EOF) {
		return &FileError{Kind: KindEmpty, Message: "the CSV has no header line"}
	}
	if err != nil {
		return err
	}
	if len(cells) > maxFields {
		return &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d columns", maxFields)}
	}
	if s.title(cells, field) {
		return nil
	}
	wanted := "a column of WKT (" + strings.Join(wktColumns, ", ") + ")"
	if field != "" {
		wanted = "the WKT column " + field
	}
	return &FileError{Kind: KindNoGeometryField, Place: "line 1",
		Message: fmt.Sprintf("the CSV lacks %s; its columns are: %.400s", wanted, strings.Join(s.names, ", "))}
}
