package codec

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// part is one file of a Shapefile, on disk or in an archive. Its size is a claim when it
// comes from an archive; the reader that open gives never yields more.
type part struct {
	name string
	size int64
	open func() (io.ReadCloser, error)
}

// shapeParts are the files that make a Shapefile; prj and cpg may be nil. The .shx is
// not needed: records are read in order.
type shapeParts struct {
	layer              string
	shp, dbf, prj, cpg *part
}

// shapefile streams the records of .shp and .dbf side by side (ESRI Shapefile Technical
// Description, July 1998; dBASE III+ table).
type shapefile struct {
	src     Source
	shp     *shpReader
	dbf     *dbfReader
	closers []io.Closer
}

// openShapefile reads a bare .shp file with the files beside it.
func openShapefile(path string, o Options, b *budget) (stream, error) {
	stem := strings.TrimSuffix(path, filepath.Ext(path))
	p := shapeParts{layer: filepath.Base(stem)}
	if o.Layer != "" && o.Layer != p.layer {
		return nil, layerError(o.Layer, []string{p.layer})
	}
	var err error
	for _, want := range []struct {
		ext  string
		part **part
	}{{".dbf", &p.dbf}, {".prj", &p.prj}, {".cpg", &p.cpg}} {
		if *want.part, err = besideFile(stem, want.ext, b.FileBytes); err != nil {
			return nil, err
		}
	}
	if p.shp, err = diskPart(path, b.FileBytes); err != nil {
		return nil, err
	}
	return openShape(p, o, b)
}

// besideFile finds stem.ext in lower or upper case; nil when there is none.
func besideFile(stem, ext string, limit int64) (*part, error) {
	for _, e := range []string{ext, strings.ToUpper(ext)} {
		if _, err := os.Stat(stem + e); err == nil {
			return diskPart(stem+e, limit)
		}
	}
	return nil, nil
}

func diskPart(path string, limit int64) (*part, error) {
	f, size, err := openRegular(path, limit)
	if err != nil {
		return nil, inPlace(filepath.Base(path), err)
	}
	f.Close()
	return &part{name: filepath.Base(path), size: size, open: func() (io.ReadCloser, error) { return os.Open(path) }}, nil
}

// inPlace says in which part of a file set a fault lies.
func inPlace(place string, err error) error {
	var fe *FileError
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return err
	case errors.As(err, &fe):
		if fe.Place != "" {
			place += ", " + fe.Place
		}
		fe.Place = place
		return fe
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &FileError{Kind: KindTruncated, Place: place, Message: "ends too early"}
	default:
		return &FileError{Kind: KindMalformed, Place: place, Message: "cannot be read", Err: err}
	}
}

func openShape(p shapeParts, o Options, b *budget) (stream, error) {
	if p.dbf == nil {
		return nil, &FileError{Kind: KindMissingPart,
			Message: fmt.Sprintf("%s.dbf is missing: a Shapefile keeps its attributes there", p.layer)}
	}
	s := &shapefile{src: Source{Format: "shapefile", Layer: p.layer}}
	if err := s.open(p, o, b); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *shapefile) open(p shapeParts, o Options, b *budget) error {
	prj, err := smallText(p.prj)
	if err != nil {
		return err
	}
	cpg, err := smallText(p.cpg)
	if err != nil {
		return err
	}
	shp, err := p.shp.open()
	if err != nil {
		return inPlace(p.shp.name, err)
	}
	s.closers = append(s.closers, shp)
	if s.shp, err = newSHPReader(shp, p.shp, b); err != nil {
		return inPlace(p.shp.name, err)
	}
	if s.dbf, err = openDBF(p.dbf, o.Encoding, cpg); err != nil {
		return inPlace(p.dbf.name, err)
	}
	s.closers = append(s.closers, s.dbf.file)
	if prj == "" {
		s.src.CRS = shiftedName(s.src.Layer)
	}
	s.src.PRJ, s.src.Fields, s.src.Encoding = prj, s.dbf.names(), s.dbf.charset.name
	return nil
}

// maxSideFile bounds .prj and .cpg.
const maxSideFile = 64 << 10

// smallText reads a side file; nil is "".
func smallText(p *part) (string, error) {
	if p == nil {
		return "", nil
	}
	r, err := p.open()
	if err != nil {
		return "", inPlace(p.name, err)
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, maxSideFile+1))
	if err == nil && len(text) > maxSideFile {
		err = &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d bytes", maxSideFile)}
	}
	return strings.TrimSpace(strings.TrimPrefix(string(text), utf8BOM)), inPlace(p.name, err)
}

func (s *shapefile) source() Source { return s.src }

// next gives the next record whose attributes are not marked deleted.
func (s *shapefile) next() (record, error) {
	for {
		geometry, bad, err := s.shp.next()
		if errors.Is(err, io.EOF) && s.dbf.read < s.dbf.records {
			err = &FileError{Kind: KindTruncated, Message: fmt.Sprintf("has %d records, the .dbf %d", s.shp.read, s.dbf.records)}
		}
		if err != nil {
			return record{}, inPlace(s.shp.part.name, err)
		}
		properties, deleted, err := s.dbf.next()
		if errors.Is(err, io.EOF) {
			err = &FileError{Kind: KindTruncated, Message: fmt.Sprintf("has %d records, the .shp has more", s.dbf.read)}
		}
		if err != nil {
			return record{}, inPlace(s.dbf.part.name, err)
		}
		if !deleted {
			return record{geometry: geometry, properties: properties, err: bad, open: s.shp.open}, nil
		}
	}
}

func (s *shapefile) Close() error {
	var errs []error
	for _, c := range s.closers {
		errs = append(errs, c.Close())
	}
	s.closers = nil
	return errors.Join(errs...)
}
