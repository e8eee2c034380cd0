package codec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Open looks at the content and the extension of the file and gives a reader of its
// features. It fails with *FileError when the file is none that codec reads, breaks its
// format, or does not match its extension. The context bounds the whole reading.
func Open(ctx context.Context, path string, o Options) (*Reader, error) {
	o.Limits = o.Limits.withDefaults()
	s, err := openStream(ctx, path, o)
	if err != nil {
		return nil, inFile(path, err)
	}
	return &Reader{ctx: ctx, file: path, limits: o.Limits, closes: o.CloseRings, stream: s}, nil
}

func openStream(ctx context.Context, path string, o Options) (stream, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, size, err := openRegular(path, o.Limits.FileBytes)
	if err != nil {
		return nil, err
	}
	format, err := sniff(f, path)
	if err != nil {
		f.Close()
		return nil, err
	}
	b := &budget{Limits: o.Limits, closes: o.CloseRings}
	var s stream
	switch format {
	case "shapefile":
		f.Close()
		return openShapefile(path, o, b)
	case "dxf":
		s, err = openDXF(ctx, f, size, o, b)
	case "kml":
		s, err = openKML(ctx, f, o, b)
	case "kmz":
		s, err = openKMZ(ctx, f, size, o, b)
	case "zip":
		s, err = openZip(ctx, f, size, o, b)
	case "geopackage":
		f.Close()
		if startReader != nil {
			return openIsolated(ctx, path, o)
		}
		return openGeoPackage(ctx, path, o, b)
	case "csv":
		s, err = openCSV(ctx, f, o, b)
	case "xlsx":
		s, err = openSheet(f, size, o, b)
	default:
		s, err = openJSON(ctx, f, o, b)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return s, nil
}

// openRegular opens a file of at least one byte and at most limit bytes.
func openRegular(path string, limit int64) (*os.File, int64, error) {
	// Stat first: opening a named pipe would block.
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, &FileError{Kind: KindUnreadable, Message: "cannot be opened", Err: cause(err)}
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, 0, &FileError{Kind: KindUnreadable, Message: "is not a regular file"}
	case info.Size() == 0:
		return nil, 0, &FileError{Kind: KindEmpty, Message: "the file is empty"}
	case info.Size() > limit:
		return nil, 0, &FileError{Kind: KindTooLarge,
			Message: fmt.Sprintf("%d bytes, more than the limit of %d", info.Size(), limit)}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, &FileError{Kind: KindUnreadable, Message: "cannot be opened", Err: cause(err)}
	}
	return f, info.Size(), nil
}

// cause drops the path that os errors repeat.
func cause(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// extensions maps a file name's extension to the content that it promises.
var extensions = map[string]string{
	".geojson": "json", ".json": "json", ".topojson": "json",
	".shp": "shapefile", ".zip": "zip", ".gpkg": "geopackage",
	".csv": "csv", ".tsv": "csv", ".txt": "csv",
	".kml": "kml", ".kmz": "kmz", ".dxf": "dxf", ".xlsx": "xlsx",
}

// contentNames are the words for people.
var contentNames = map[string]string{
	"json": "GeoJSON or TopoJSON", "shapefile": "Shapefile", "zip": "zip archive",
	"geopackage": "GeoPackage (SQLite)", "csv": "CSV",
	"kml": "KML", "kmz": "KMZ (a zip archive)", "dxf": "DXF", "xlsx": "a workbook (a zip archive)",
}

// sniff decides the format by content and extension, which must not contradict.
func sniff(f io.ReaderAt, path string) (string, error) {
	head := make([]byte, 512)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return "", err
	}
	content := contentOf(head[:n])
	ext := strings.ToLower(filepath.Ext(path))
	want, known := extensions[ext]
	switch {
	case content == "dwg" || content == "binary dxf":
		return "", notASCII(content, head[:n])
	case bytes.HasPrefix(head, oldWorkbook):
		return "", errOldWorkbook()
	case content == "zip" && (want == "kmz" || want == "xlsx"):
		return want, nil
	case content == "blank":
		return "", &FileError{Kind: KindEmpty, Message: "the file holds only white space"}
	case known && content == want:
		return want, nil
	case known && want == "csv" && content == "text":
		return want, nil
	case known && content == "text" && (want == "json" || want == "kml" || want == "dxf"):
		return want, nil // the reader says at which place it is wrong
	case known && contentNames[content] != "":
		return "", wrongExtension(ext, want, "its content is "+contentNames[content])
	case known:
		return "", wrongExtension(ext, want, "its content is not")
	case ext == ".dbf" || ext == ".shx" || ext == ".prj" || ext == ".cpg":
		return "", &FileError{Kind: KindUnknownFormat, Message: "is a side file of a Shapefile; give the .shp file"}
	case contentNames[content] != "":
		return content, nil
	default:
		return "", &FileError{Kind: KindUnknownFormat,
			Message: fmt.Sprintf("neither the extension %q nor the content is of a format read here (GeoJSON, TopoJSON, Shapefile, GeoPackage, KML, DXF, CSV or .xlsx with WKT)", ext)}
	}
}

func wrongExtension(ext, want, found string) error {
	return &FileError{Kind: KindWrongExtension,
		Message: fmt.Sprintf("the extension %s says %s, but %s", ext, contentNames[want], found)}
}

// contentOf names the format that the first bytes belong to: a key of contentNames,
// "dwg", "binary dxf", "blank", "text" or "binary".
func contentOf(head []byte) string {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(utf8BOM)), " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return "geopackage"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return "zip"
	case bytes.HasPrefix(head, []byte{0, 0, 0x27, 0x0a}):
		return "shapefile"
	case len(head) >= 6 && head[0] == 'A' && head[1] == 'C' && dwgVersions[string(head[:6])] != "":
		return "dwg"
	case bytes.HasPrefix(head, []byte("AutoCAD Binary DXF")):
		return "binary dxf"
	case len(text) == 0:
		return "blank"
	case text[0] == '<' && bytes.Contains(text, []byte("<kml")):
		return "kml"
	case dxfStart.Match(text):
		return "dxf"
	case text[0] == '{':
		return "json"
	case bytes.IndexByte(head, 0) >= 0:
		return "binary"
	default:
		return "text"
	}
}

// dxfStart is how an ASCII DXF begins: comments (group 999), then a section.
var dxfStart = regexp.MustCompile(`^(999[ \t]*\r?\n[^\n]*\n[ \t]*)*0[ \t]*\r?\n[ \t]*SECTION[ \t]*\r?\n`)

// dwgVersions are the marks at the start of AutoCAD drawings and the programs that wrote them first.
var dwgVersions = map[string]string{
	"AC1009": "R12", "AC1012": "R13", "AC1014": "R14", "AC1015": "2000", "AC1018": "2004", "AC1021": "2007",
	"AC1024": "2010", "AC1027": "2013", "AC1032": "2018",
}

// notASCII refuses the forms of drawings that only CAD programs read.
func notASCII(content string, head []byte) error {
	const advice = "save it in the CAD program as DXF in ASCII (AutoCAD: SAVEAS, AutoCAD 2018 DXF) and import that"
	if content == "dwg" {
		return &FileError{Kind: KindUnknownFormat, Message: fmt.Sprintf("is a DWG drawing (AutoCAD %s), which is not read: %s", dwgVersions[string(head[:6])], advice)}
	}
	return &FileError{Kind: KindUnknownFormat, Message: "is a binary DXF drawing, which is not read: " + advice}
}
