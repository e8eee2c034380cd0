package streets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
)

// Options say how a file is read.
type Options struct {
	Limits Limits
	// CRS is a name that crs.Parse knows, or auto: what the file says. SwapAxes reads
	// latitude or northing first. Files of OpenStreetMap are in degrees and in this order.
	CRS      string
	SwapAxes bool
	// CodeField, NameField and ClassField name the fields of GeoJSON and Shapefiles; empty:
	// the usual names. Class is the class of what has none, as "key=value" in the words of
	// OpenStreetMap: highway=residential, barrier=wall, waterway=river, railway=rail; and, by comma,
	// what other words mean: lane=footway, 巷=highway=living_street.
	CodeField, NameField, ClassField string
	Class                            string
	Encoding                         string
	// SourceLayer picks a layer of a file that holds several.
	SourceLayer string
}

// Read reads a file of streets. It fails with *codec.FileError or *crs.Refusal; a fault of
// single elements is told in the Network.
func Read(ctx context.Context, path string, o Options) (*Network, error) {
	o.Limits = o.Limits.withDefaults()
	n, err := read(ctx, path, &o)
	if err != nil {
		return nil, inFile(path, err)
	}
	if len(n.Lines) == 0 {
		return nil, &codec.FileError{Kind: codec.KindEmpty, File: path, Message: "there is no street, wall, river or railway in it" + n.why()}
	}
	return n, nil
}

// why sums up what was left out, for the message about an empty network.
func (n *Network) why() string {
	var parts []string
	for _, c := range sortedKeys(n.Left) {
		parts = append(parts, fmt.Sprintf("%d %s", n.Left[c], c))
	}
	if len(n.Rejected) > 0 {
		parts = append(parts, fmt.Sprintf("%d rejected, the first, %s, since: %s", len(n.Rejected), n.Rejected[0].Code, n.Rejected[0].Message))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (left out: " + strings.Join(parts, ", ") + ")"
}

func read(ctx context.Context, path string, o *Options) (*Network, error) {
	format, err := sniff(path, o.Limits.FileBytes)
	if err != nil {
		return nil, err
	}
	if format == "" {
		return readFeatures(ctx, path, o)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	switch format {
	case "graphml":
		return readGraphML(ctx, f, o)
	case "osm_xml":
		n, err := readOSMXML(ctx, f, o.Limits)
		return shifted(n, err, o)
	default:
		n, err := readOSMPBF(ctx, f, o.Limits)
		return shifted(n, err, o)
	}
}

// sniff tells the format by content; empty for one that geo/codec reads.
func sniff(path string, limit int64) (string, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", &codec.FileError{Kind: codec.KindUnreadable, Message: "is not a regular file"}
	case info.Size() == 0:
		return "", &codec.FileError{Kind: codec.KindEmpty, Message: "the file is empty"}
	case info.Size() > limit:
		return "", tooLarge("", "%d bytes, more than the limit of %d", info.Size(), limit)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	head = head[:n]
	switch {
	case bytes.Contains(head[:min(n, 64)], []byte("OSMHeader")):
		return "osm_pbf", nil
	case bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("<")):
		return sniffXML(head)
	}
	ext := strings.ToLower(filepath.Ext(path))
	if ext == ".pbf" || ext == ".osm" || ext == ".graphml" {
		return "", &codec.FileError{Kind: codec.KindWrongExtension, Message: fmt.Sprintf("the extension %s does not fit its content", ext)}
	}
	return "", nil
}

func sniffXML(head []byte) (string, error) {
	switch {
	case bytes.Contains(head, []byte("<graphml")):
		return "graphml", nil
	case bytes.Contains(head, []byte("<osmChange")):
		return "", &codec.FileError{Kind: codec.KindUnknownFormat, Message: "is a file of changes (osmChange), not of a map"}
	case bytes.Contains(head, []byte("<osm")):
		return "osm_xml", nil
	}
	return "", &codec.FileError{Kind: codec.KindUnknownFormat, Message: "is XML, but neither OpenStreetMap's nor GraphML"}
}

// inFile puts the file's name on an error.
func inFile(path string, err error) error {
	var fe *codec.FileError
	var refusal *crs.Refusal
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &fe):
		if fe.File == "" {
			fe.File = path
		}
		return fe
	case errors.As(err, &refusal):
		named := *refusal
		if !strings.HasPrefix(named.Message, path) {
			named.Message = path + ": " + named.Message
		}
		return &named
	}
	var pe *os.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return &codec.FileError{Kind: codec.KindUnreadable, File: path, Message: "cannot be read", Err: err}
}

// shifted takes the lines of an OpenStreetMap file to WGS-84 when the option says that they
// are in another system of degrees (a file that someone has shifted to GCJ-02).
func shifted(n *Network, err error, o *Options) (*Network, error) {
	if err != nil {
		return nil, err
	}
	if o.SwapAxes {
		return nil, &crs.Refusal{Cause: crs.CauseSwappedAxes, Message: "files of OpenStreetMap name latitude and longitude: there is nothing to swap"}
	}
	if o.CRS == "" || o.CRS == "auto" {
		return n, nil
	}
	sys, err := crs.Parse(o.CRS)
	if err != nil {
		return nil, err
	}
	if sys.Projected() {
		return nil, &crs.Refusal{Cause: crs.CauseDegreesWhereMetres, Message: fmt.Sprintf("files of OpenStreetMap are in degrees; %s is in metres", sys.Name())}
	}
	n.CRS = sys.Name()
	for i := range n.Lines {
		for _, line := range n.Lines[i].Shape {
			for j, p := range line {
				if line[j], err = toLattice(sys, p.LonLat()); err != nil {
					return nil, malformed(n.Lines[i].Code, "%v", err)
				}
			}
		}
	}
	for _, list := range [][]Mention{n.Cut, n.Openings, n.Rejected} {
		for i := range list {
			if at, err := sys.ToWGS84(list[i].At); err == nil {
				list[i].At = at
			}
		}
	}
	return n, nil
}
