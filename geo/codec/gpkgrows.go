package codec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
)

// query starts the one SELECT of the layer, in the order of the table. Values are
// measured before they are loaded: a geometry over its limit stays NULL beside its size,
// and a field over its limit comes as an empty blob. Other blobs are no properties.
func (g *geoPackage) query(ctx context.Context) (err error) {
	var q strings.Builder
	geometry := quoteName(g.layer.geometry)
	fmt.Fprintf(&q, "SELECT octet_length(%s), CASE WHEN octet_length(%s) <= %d THEN %s END", geometry, geometry, g.b.geometryBytes(), geometry)
	for _, name := range g.layer.fields {
		field := quoteName(name)
		fmt.Fprintf(&q, ", CASE WHEN typeof(%s) = 'blob' THEN NULL WHEN octet_length(%s) > %d THEN x'' ELSE %s END", field, field, g.b.FieldBytes, field)
	}
	fmt.Fprintf(&q, " FROM %s NOT INDEXED", quoteName(g.layer.table))
	g.values = make([]any, 2+len(g.layer.fields))
	g.row = make([]any, len(g.values))
	for i := range g.row {
		g.row[i] = &g.values[i]
	}
	g.rows, err = g.conn.QueryContext(ctx, q.String())
	return err
}

// quoteName quotes an SQL identifier.
func quoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (g *geoPackage) source() Source { return g.src }

func (g *geoPackage) next() (record, error) {
	if !g.rows.Next() {
		if err := g.rows.Err(); err != nil {
			return record{}, databaseError(err)
		}
		return record{}, io.EOF
	}
	if err := g.rows.Scan(g.row...); err != nil {
		return record{}, databaseError(err)
	}
	properties := make(map[string]string, len(g.layer.fields))
	for i, name := range g.layer.fields {
		text, ok, err := g.property(name, g.values[2+i])
		if err != nil {
			return record{}, err
		}
		if ok {
			properties[name] = text
		}
	}
	geometry, bad := g.geometry(g.values[0], g.values[1])
	err := g.b.take(vertexCount(geometry))
	return record{geometry: geometry, properties: properties, err: bad}, err
}

func (g *geoPackage) geometry(size, value any) (orb.Geometry, *FeatureError) {
	blob, isBlob := value.([]byte)
	n, sized := size.(int64)
	switch {
	case !sized:
		return nil, nil
	case n > int64(g.b.geometryBytes()):
		return nil, fault(ReasonTooManyVertices, "a geometry of %d bytes is larger than %d", n, g.b.geometryBytes())
	case !isBlob:
		return nil, fault(ReasonBadWKB, "the geometry is not a blob")
	default:
		return parseBlob(blob)
	}
}

// property gives a value as text; ok is false for NULL.
func (g *geoPackage) property(name string, v any) (text string, ok bool, err error) {
	switch v := v.(type) {
	case nil:
		return "", false, nil
	case string:
		if !utf8.ValidString(v) {
			return "", false, &FileError{Kind: KindEncoding, Message: fmt.Sprintf("a value of field %q is not UTF-8", name)}
		}
		return v, true, nil
	case int64:
		return strconv.FormatInt(v, 10), true, nil
	case float64:
		return decimal(strconv.FormatFloat(v, 'g', -1, 64)), finite(v), nil
	case bool:
		return strconv.FormatBool(v), true, nil
	case []byte:
		return "", false, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("a value of field %q is longer than %d bytes", name, g.b.FieldBytes)}
	default:
		return "", false, &FileError{Kind: KindMalformed, Message: fmt.Sprintf("a value of field %q has the unknown type %T", name, v)}
	}
}

// vertexCount counts the positions of a geometry.
func vertexCount(g orb.Geometry) int {
	n := 0
	switch g := g.(type) {
	case orb.Point:
		return 1
	case orb.MultiPoint:
		return len(g)
	case orb.LineString:
		return len(g)
	case orb.Ring:
		return len(g)
	case orb.MultiLineString:
		for _, l := range g {
			n += len(l)
		}
	case orb.Polygon:
		for _, r := range g {
			n += len(r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			n += vertexCount(p)
		}
	case orb.Collection:
		for _, m := range g {
			n += vertexCount(m)
		}
	}
	return n
}

func (g *geoPackage) Close() error {
	g.cancel()
	var errs []error
	if g.rows != nil {
		// Its error, if any, was told by next or is our own cancelling.
		g.rows.Close()
	}
	if g.conn != nil {
		errs = append(errs, g.conn.Close())
	}
	if g.db != nil {
		errs = append(errs, g.db.Close())
	}
	g.rows, g.conn, g.db = nil, nil, nil
	return errors.Join(errs...)
}
