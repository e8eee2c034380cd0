package codec

import (
	"context"
	"errors"
	"strings"
)

// DrawingLayer is a layer of a drawing, its blocks put in, and what there is on it that an import reads.
type DrawingLayer struct {
	Name string
	// Closed counts the polylines that are closed or end where they begin, Open the others.
	Closed, Open, Texts int
}

// DrawingLayers lists the layers of a DXF on which there are polylines or texts, in the order of the file,
// as Options.Layer names them. Of the options Encoding and Limits count. Errors are those of Open.
func DrawingLayers(ctx context.Context, path string, o Options) ([]DrawingLayer, error) {
	o.Limits = o.Limits.withDefaults()
	f, size, err := openRegular(path, o.Limits.FileBytes)
	if err != nil {
		return nil, inFile(path, err)
	}
	format, err := sniff(f, path)
	if err == nil && format != "dxf" {
		err = &FileError{Kind: KindUnknownFormat, Message: "only a DXF drawing has layers that can be counted; it is " + format}
	}
	var layers []DrawingLayer
	if err == nil {
		layers, err = newDXF(ctx, f, size, o, &budget{Limits: o.Limits}).layers()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, inFile(path, err)
	}
	return layers, nil
}

// layers counts what is on each layer.
func (d *dxfFile) layers() ([]DrawingLayer, error) {
	if err := d.load(); err != nil {
		return nil, err
	}
	x := dxfExpander{d: d, sizes: map[string]float64{}}
	if err := x.bounded(); err != nil {
		return nil, err
	}
	x.put(d.items, &dxfSame, "", "")
	at, out := map[string]int{}, []DrawingLayer{}
	for _, p := range x.placed {
		if p.item.shape == nil && p.item.text == nil {
			continue
		}
		key := strings.ToLower(p.layer) // as choose tells layers apart
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, DrawingLayer{Name: p.layer})
		}
		switch s := p.item.shape; {
		case s == nil:
			out[i].Texts++
		case s.closed || s.returns():
			out[i].Closed++
		default:
			out[i].Open++
		}
	}
	return out, nil
}
