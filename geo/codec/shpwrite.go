package codec

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
)

// mostShapeBytes bounds each file of a Shapefile, as most readers do.
const mostShapeBytes = 1<<31 - 1

// ShapefileZip is what an archive of Shapefiles holds beside its features.
type ShapefileZip struct {
	CRS  crs.System // nil = WGS-84
	Note string     // stands in the readme
	most int64
}

// WriteShapefiles writes a .zip with a Shapefile for each layer, and a README.txt that tells
// the full names of the fields. Texts are UTF-8 and end with the last whole character
// within 254 bytes; cut says how many lost something. A layer of AnyGeometry becomes one of
// its polygons and, where there are points, one more with _points at its name. A system that
// a .prj cannot tell stands at the end of the names, where Open finds it: grid_gcj02. It is
// spooled to files in folder, which are removed. The same features always give the same
// bytes. It fails as WriteGeoPackage does, and where a file would have 2 GiB.
func WriteShapefiles(w io.Writer, folder string, f ShapefileZip, tables []FeatureTable) (cut int, err error) {
	if f.most == 0 {
		f.most = mostShapeBytes
	}
	z := &shapeZip{file: f, zip: zip.NewWriter(w), folder: folder, seen: map[string]bool{}}
	z.describe()
	for _, t := range tables {
		if err := z.table(t); err != nil {
			return z.cut, fmt.Errorf("layer %s: %w", t.Name, err)
		}
	}
	if err := z.entry("README.txt", &z.readme); err != nil {
		return z.cut, err
	}
	return z.cut, z.zip.Close()
}

// shapeZip writes one archive.
type shapeZip struct {
	file   ShapefileZip
	zip    *zip.Writer
	folder string
	readme bytes.Buffer
	seen   map[string]bool
	cut    int
}

func (z *shapeZip) describe() {
	name := "wgs84"
	if z.file.CRS != nil {
		name = z.file.CRS.Name()
	}
	if z.file.Note != "" {
		fmt.Fprintf(&z.readme, "%s\n\n", z.file.Note)
	}
	fmt.Fprintf(&z.readme, "Coordinates: %s\nTexts: UTF-8, at most %d bytes each\n", name, dbfTextMost)
	if z.definition() == "" {
		fmt.Fprintf(&z.readme, "There is no .prj file: it has no words for %s, which is not WGS 84.\n", name)
	}
}

// definition is the content of .prj; empty where there is none.
func (z *shapeZip) definition() string {
	if z.file.CRS != nil {
		return crs.WKT(z.file.CRS)
	}
	sys, err := crs.Parse("EPSG:4326")
	if err != nil {
		return ""
	}
	return crs.WKT(sys)
}

// shiftedName takes the system off the name of a layer, where WriteShapefiles put it.
func shiftedName(layer string) string {
	for _, name := range []string{"gcj02", "bd09"} {
		if strings.HasSuffix(layer, "_"+name) {
			return name
		}
	}
	return ""
}

// entry copies a file into the archive, with a fixed time.
func (z *shapeZip) entry(name string, from ...io.Reader) error {
	to, err := z.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		return err
	}
	_, err = io.Copy(to, io.MultiReader(from...))
	return err
}

// table writes the one or two Shapefiles of a layer.
func (z *shapeZip) table(t FeatureTable) (err error) {
	main, err := z.spool(t, t.Name, map[GeometryKind]uint32{Points: shapePoint, Lines: shapeLine}[t.Kind])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, main.drop()) }()
	points := main
	if t.Kind == AnyGeometry {
		if points, err = z.spool(t, t.Name+"_points", shapePoint); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, points.drop()) }()
	}
	n := 0
	for f, err := range t.Features {
		if err != nil {
			return err
		}
		to := main
		if _, point := f.Geometry.(orb.Point); point {
			to = points
		}
		if err := to.add(f); err != nil {
			return fmt.Errorf("feature %d: %w", n, err)
		}
		n++
	}
	if err := z.keep(main); err != nil || points == main || points.dbf.rows == 0 {
		return err
	}
	return z.keep(points)
}

func (z *shapeZip) spool(t FeatureTable, name string, kind uint32) (*shapeSpool, error) {
	if kind == 0 {
		kind = shapePolygon
	}
	if z.definition() == "" {
		name += "_" + strings.ToLower(z.file.CRS.Name())
	}
	s := &shapeSpool{name: name}
	for i := range s.files {
		f, err := os.CreateTemp(z.folder, ".redsail-shp-")
		if err != nil {
			return nil, errors.Join(err, s.drop())
		}
		s.files[i] = f
	}
	s.shp, s.dbf = newShapeRecords(kind, s.files[0], s.files[1], z.file.most), newDBFRows(t.Columns, s.files[2])
	return s, nil
}

// keep puts the files of a Shapefile into the archive.
func (z *shapeZip) keep(s *shapeSpool) error {
	if z.seen[s.name] {
		return fmt.Errorf("the archive has a layer %s already", s.name)
	}
	z.seen[s.name] = true
	if err := s.rewind(); err != nil {
		return err
	}
	if s.dbf.size() > z.file.most {
		return tooLargeShape(z.file.most)
	}
	if err := z.entry(s.name+".shp", bytes.NewReader(s.shp.head(s.shp.size)), s.files[0]); err != nil {
		return err
	}
	if err := z.entry(s.name+".shx", bytes.NewReader(s.shp.head(s.shp.indexSize())), s.files[1]); err != nil {
		return err
	}
	table, err := z.zip.CreateHeader(&zip.FileHeader{Name: s.name + ".dbf", Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err == nil {
		err = s.dbf.write(table, s.files[2])
	}
	if err == nil {
		err = z.entry(s.name+".cpg", strings.NewReader("UTF-8"))
	}
	if prj := z.definition(); err == nil && prj != "" {
		err = z.entry(s.name+".prj", strings.NewReader(prj))
	}
	z.tell(s)
	return err
}

// tell writes of a layer into the readme.
func (z *shapeZip) tell(s *shapeSpool) {
	fmt.Fprintf(&z.readme, "\n%s: %d features\n", s.name, s.dbf.rows)
	for i, name := range dbfNames(s.dbf.columns) {
		if full := s.dbf.columns[i].Name; name != full {
			fmt.Fprintf(&z.readme, "  field %s is %s\n", name, full)
		}
		if n := s.dbf.cut[i]; n > 0 {
			fmt.Fprintf(&z.readme, "  field %s: %d texts were cut\n", name, n)
			z.cut += n
		}
	}
}

// shapeSpool is one Shapefile that grows: records, index, rows of the table.
type shapeSpool struct {
	name  string
	files [3]*os.File
	shp   *shapeRecords
	dbf   *dbfRows
}

func (s *shapeSpool) add(f OutFeature) error {
	if err := writable(f.Geometry); err != nil {
		return err
	}
	kind := uint32(shapePolygon)
	switch f.Geometry.(type) {
	case orb.Point:
		kind = shapePoint
	case orb.MultiLineString:
		kind = shapeLine
	}
	if kind != s.shp.kind && !emptyGeometry(f.Geometry) {
		return fault(ReasonWrongGeometry, "a %s is not of the kind of its layer", f.Geometry.GeoJSONType())
	}
	if err := s.shp.add(f.Geometry); err != nil {
		return err
	}
	return s.dbf.add(f.Properties)
}

func (s *shapeSpool) rewind() error {
	err := errors.Join(s.shp.shp.Flush(), s.shp.shx.Flush(), s.dbf.w.Flush())
	for _, f := range s.files {
		_, serr := f.Seek(0, io.SeekStart)
		err = errors.Join(err, serr)
	}
	return err
}

// drop removes the files.
func (s *shapeSpool) drop() (err error) {
	for _, f := range s.files {
		if f != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}
	return err
}
