package codec

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/paulmach/orb"
)

// Options say how a file is read.
type Options struct {
	Limits Limits
	Layer  string // which layer of a GeoPackage, TopoJSON or archive of several
	// LikelyLayer is the one of a GeoPackage of several that is read where Layer names none.
	LikelyLayer string
	// AboutTable is the table of a GeoPackage that Source.About is read from; empty = none.
	AboutTable string
	Encoding   string // of Shapefile attributes and CSV text, when the file does not say or is wrong
	WKTField   string // which column of a CSV holds WKT; empty: wkt, geometry, geom, the_geom …
	// CloseRings closes rings that are open and tells of them in Feature.Open; else they are
	// a fault of their feature.
	CloseRings bool
}

// Source is what a file says about itself.
type Source struct {
	Format   string   // geojson, topojson, shapefile, geopackage, csv, kml or dxf
	CRS      string   // as declared: "", "EPSG:4490", "OGC:CRS84"
	PRJ      string   // WKT of the coordinate system, when the file has one
	Fields   []string // property names in order of first appearance
	Encoding string   // of the text in the file
	Layer    string   // the layer read, when the format has layers
	Layers   []string // all layers or sheets of a workbook or a GeoPackage, at most 100
	// Epoch1904 is true of a workbook whose dates count from 1904-01-01 and not from 1899-12-30.
	Epoch1904 bool
	// Unread are the sheets of a workbook beside the first, which was read because none was named.
	Unread []OtherSheet
	// External are the names of the files to which a workbook has links, without their folders, at most 20.
	// None is opened.
	External []string
	// Ignored lists what the file holds and is not read, in words: "12 SPLINE".
	Ignored []string
	// About is what the AboutTable of a GeoPackage says, as WriteGeoPackage writes it; nil where
	// there is no such table.
	About map[string]string
}

// Feature is one feature of a file.
type Feature struct {
	Index      int               // from 0, in file order
	Row        int               // line of a CSV, row of a sheet; 0 = of another format
	Geometry   orb.Geometry      // as in the file, Z and M dropped; nil when Err is set
	Properties map[string]string // as text: strings verbatim, numbers in shortest exact form; null = missing
	Err        *FeatureError     // a fault of this feature alone; nil when it is good
	Note       string            // of a drawing: why a property has no value, when more than one could be it
	Names      string            // of a drawing: the texts that could be its name, where there are several
	Texts      []string          // of a drawing: the texts that lie in it, in reading order
	Open       []OpenRing        // the rings that Options.CloseRings had closed, at most 1,000
}

// record is what a format's stream yields. Streams give geometry; checkGeometry in
// Reader.Next judges it once for all formats.
type record struct {
	geometry   orb.Geometry
	properties map[string]string
	err        *FeatureError
	note       string
	names      string
	texts      []string
	row        int        // of a table, from 1
	open       []OpenRing // of a stream that must close rings before it knows their geometry
}

// stream is one open format. next gives io.EOF at the end; any other error ends the
// reading. A stream needs no lock: a Reader belongs to one goroutine.
type stream interface {
	source() Source
	next() (record, error)
	io.Closer
}

// Reader yields the features of a file in order. It is not safe for concurrent use.
type Reader struct {
	ctx    context.Context
	file   string
	limits Limits
	closes bool
	stream stream
	read   int
	err    error
}

// Source is what the file says about itself; it is complete from the start.
func (r *Reader) Source() Source { return r.stream.source() }

// Next gives the next feature, io.EOF after the last one, or the *FileError (or the
// context's error) that ended the reading; that error stays.
func (r *Reader) Next() (Feature, error) {
	if r.err != nil {
		return Feature{}, r.err
	}
	rec, err := r.advance()
	if err != nil {
		r.err = inFile(r.file, err)
		return Feature{}, r.err
	}
	f := Feature{
		Index: r.read, Row: rec.row, Geometry: rec.geometry, Properties: rec.properties,
		Err: rec.err, Note: rec.note, Names: rec.names, Texts: rec.texts, Open: rec.open,
	}
	r.read++
	if f.Err == nil && r.closes && f.Open == nil {
		f.Geometry, f.Open = closeRings(f.Geometry)
	}
	if f.Err == nil {
		f.Err = checkGeometry(f.Geometry, r.limits.RingVertices)
	}
	if f.Err != nil {
		f.Geometry = nil
	}
	return f, nil
}

func (r *Reader) advance() (record, error) {
	if err := r.ctx.Err(); err != nil {
		return record{}, err
	}
	rec, err := r.stream.next()
	if err != nil {
		return record{}, err
	}
	if r.read >= r.limits.Features {
		return record{}, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d features", r.limits.Features)}
	}
	return rec, nil
}

// Close frees what the reader holds. It may be called more than once.
func (r *Reader) Close() error {
	if r.err == nil {
		r.err = &FileError{Kind: KindUnreadable, File: r.file, Message: "reader is closed"}
	}
	return r.stream.Close()
}

// inFile puts the file's name on an error; io.EOF and the context's errors stay bare.
func inFile(file string, err error) error {
	var fe *FileError
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &fe):
		if fe.File == "" {
			fe.File = file
		}
		return fe
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &FileError{Kind: KindTruncated, File: file, Message: "file ends too early"}
	default:
		return &FileError{Kind: KindUnreadable, File: file, Message: "cannot be read", Err: err}
	}
}
