package codec

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// wktRows are the rows of a CSV or a sheet with one column of well-known text.
type wktRows struct {
	src Source
	// row gives the number and the cells of the next row, in as many columns as there are names; short is the
	// fault of one that has another number.
	row   func() (number int, cells []string, short *FeatureError, err error)
	b     *budget
	names []string
	wkt   int      // index of the WKT column
	srid  int      // of the first row; the others must agree
	ahead []record // rows read in search of the SRID
}

// title takes cells as the headings; false where none is that of the well-known text.
func (s *wktRows) title(cells []string, field string) bool {
	s.names, s.src.Fields = uniqueNames(cells), nil
	if s.wkt = findColumn(s.names, field); s.wkt < 0 && field == "" {
		s.wkt, s.src.CRS = systemColumn(s.names)
	}
	if s.wkt < 0 {
		return false
	}
	for i, name := range s.names {
		if i != s.wkt {
			s.src.Fields = append(s.src.Fields, name)
		}
	}
	return true
}

// uniqueNames trims the names; a second "a" becomes "a_2" and an empty one "column_3".
func uniqueNames(cells []string) []string {
	seen := map[string]bool{}
	out := make([]string, len(cells))
	for i, cell := range cells {
		name := strings.TrimSpace(cell)
		if name == "" {
			name = fmt.Sprintf("column_%d", i+1)
		}
		out[i] = name
		for n := 2; seen[out[i]]; n++ {
			out[i] = fmt.Sprintf("%s_%d", name, n)
		}
		seen[out[i]] = true
	}
	return out
}

// findColumn is the index of the named column, or of the surest of wktColumns; -1 if none.
func findColumn(names []string, field string) int {
	wanted := wktColumns
	if field != "" {
		wanted = []string{field}
	}
	for _, w := range wanted {
		for i, name := range names {
			if strings.EqualFold(name, w) {
				return i
			}
		}
	}
	return -1
}

// maxAhead bounds the rows read ahead in search of one with a geometry.
const maxAhead = 100

// first reads ahead to the first geometry, for its SRID is the file's coordinate system.
func (s *wktRows) first() error {
	for range maxAhead {
		rec, srid, err := s.read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		s.ahead = append(s.ahead, rec)
		if rec.geometry == nil {
			continue
		}
		if s.srid = srid; srid > 0 {
			s.src.CRS = fmt.Sprintf("EPSG:%d", srid)
		}
		return nil
	}
	return nil
}

func (s *wktRows) source() Source { return s.src }

func (s *wktRows) next() (record, error) {
	if len(s.ahead) > 0 {
		rec := s.ahead[0]
		s.ahead = s.ahead[1:]
		return rec, nil
	}
	rec, srid, err := s.read()
	if err == nil && rec.geometry != nil && srid != s.srid {
		rec.err = fault(ReasonBadWKT, "the WKT has SRID %d, the first row %d", srid, s.srid)
	}
	return rec, err
}

func (s *wktRows) read() (rec record, srid int, err error) {
	number, cells, short, err := s.row()
	if err != nil {
		return record{}, 0, err
	}
	rec.row = number
	rec.properties = make(map[string]string, len(s.names))
	for i, cell := range cells {
		if i >= len(s.names) || i == s.wkt || cell == "" {
			continue
		}
		if len(cell) > s.b.FieldBytes {
			return record{}, 0, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("a value of column %q is longer than %d bytes", s.names[i], s.b.FieldBytes)}
		}
		rec.properties[s.names[i]] = strings.Clone(cell) // not the row, which holds the WKT
	}
	if rec.err = short; short == nil && strings.TrimSpace(cells[s.wkt]) != "" {
		rec.geometry, srid, rec.err = parseWKT(cells[s.wkt], s.b.RingVertices)
	}
	return rec, srid, s.b.take(vertexCount(rec.geometry))
}
