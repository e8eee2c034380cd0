package codec

import (
	"errors"
	"fmt"
	"io"

	"github.com/paulmach/orb"
)

// Kinds of FileError.
const (
	KindUnreadable      = "unreadable"        // the system refuses it, or it is no regular file
	KindEmpty           = "empty"             // no bytes, or no features at all
	KindUnknownFormat   = "unknown_format"    // nothing that codec reads
	KindWrongExtension  = "wrong_extension"   // content of another format than the name says
	KindMalformed       = "malformed"         // breaks the grammar of its format
	KindTruncated       = "truncated"         // ends before it says it does
	KindTooLarge        = "too_large"         // passes a limit
	KindPathEscape      = "path_escape"       // an archive entry that points outside
	KindZipBomb         = "zip_bomb"          // unpacks to absurdly more than its size
	KindMissingPart     = "missing_part"      // a Shapefile without its .dbf or .shp
	KindNoGeometryField = "no_geometry_field" // a CSV without a WKT column
	KindEncoding        = "encoding"          // text that is not in the encoding it claims
	KindUnknownLayer    = "unknown_layer"     // no such layer, or a choice is needed
	KindReaderDied      = "reader_died"       // the process that reads a GeoPackage ended before it was done
	KindUnsafe          = "unsafe"            // a GeoPackage layer that is no plain table
)

// FileError is a fault of a file as a whole; reading ends with it.
type FileError struct {
	Kind    string // stable code, one of the Kind constants
	File    string // as given to Open
	Place   string // where in the file: "line 3, byte 57", "record 12", "entry a.shp"; may be empty
	Message string // what is wrong, for people
	Err     error  // cause, may be nil
	// Layers are those that the file has, at most 100, where one of them must be named.
	Layers []string
}

func (e *FileError) Error() string {
	s := e.Message
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	if e.Place != "" {
		s = e.Place + ": " + s
	}
	if e.File != "" {
		s = e.File + ": " + s
	}
	return s
}

// Unwrap gives the cause. A fault that comes of an early end is never io.EOF, which is what readers say
// when they are done.
func (e *FileError) Unwrap() error {
	if errors.Is(e.Err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return e.Err
}

// Reasons of FeatureError.
const (
	ReasonNoGeometry      = "no_geometry"       // absent, null or empty
	ReasonWrongGeometry   = "wrong_geometry"    // a type unknown here, or coordinates of another type
	ReasonBadFeature      = "bad_feature"       // not a feature: type, properties or id are wrong
	ReasonBadPosition     = "bad_position"      // fewer than two numbers, or not numbers
	ReasonNotFinite       = "not_finite"        // NaN or infinite
	ReasonRingUnclosed    = "ring_unclosed"     // the last position differs from the first
	ReasonRingTooShort    = "ring_too_short"    // fewer than four positions
	ReasonLineTooShort    = "line_too_short"    // fewer than two positions
	ReasonTooManyVertices = "too_many_vertices" // a ring over Limits.RingVertices
	ReasonTooManyRings    = "too_many_rings"    // rings that cannot be sorted into polygons in sane time
	ReasonBadArc          = "bad_arc"           // a TopoJSON arc index out of range
	ReasonBadRecord       = "bad_record"        // a Shapefile record whose inner counts disagree
	ReasonBadWKT          = "bad_wkt"
	ReasonBadWKB          = "bad_wkb"
	ReasonBadRow          = "bad_row" // a CSV row with more or fewer cells than the header
)

// FeatureError is a fault of one feature alone.
type FeatureError struct {
	Reason  string     // stable code, one of the Reason constants
	Message string     // what is wrong, for people
	At      *orb.Point // where, in the file's own coordinates, when known
}

func (e *FeatureError) Error() string {
	if e.At == nil {
		return e.Message
	}
	return fmt.Sprintf("%s at %v %v", e.Message, e.At[0], e.At[1])
}

func fault(reason, format string, args ...any) *FeatureError {
	return &FeatureError{Reason: reason, Message: fmt.Sprintf(format, args...)}
}

func faultAt(at orb.Point, reason, format string, args ...any) *FeatureError {
	f := fault(reason, format, args...)
	f.At = &at
	return f
}
