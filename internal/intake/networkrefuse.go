package intake

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// refuse takes the lines that cannot be kept out of the file and names them, before anything is
// judged by where the file's lines are: one mistyped vertex stretches it over half the earth.
func (im *networkImporter) refuse() error {
	file := *im.file // another try begins with what was read
	file.Lines = make([]streets.Line, 0, len(im.file.Lines))
	im.refused = map[string]bool{}
	for i := range im.file.Lines {
		l := &im.file.Lines[i]
		if reason, err := im.faultOf(l); err != nil {
			im.refused[l.Code] = true
			im.report.reject(l, reason, err.Error(), im.faultAt(l))
			continue
		}
		file.Lines = append(file.Lines, *l)
	}
	if len(file.Lines) == 0 {
		return &codec.FileError{Kind: codec.KindEmpty, File: im.path, Message: "no line of it can be taken: " + im.report.Rejected[0].Message}
	}
	im.file = &file
	return nil
}

// faultOf is why a line cannot be kept.
func (im *networkImporter) faultOf(l *streets.Line) (reason string, err error) {
	if err := city.ProfileFree.CheckCode(l.Code); err != nil {
		return streets.ReasonBadCode, err
	}
	if err := city.CheckContent(im.scheme, im.line(l)); city.CodeOf(err) == "leg_too_long" {
		return "leg_too_long", err
	} else if err != nil {
		return "bad_content", err
	}
	return "", nil
}

// faultAt is where a line is wrong, else where it begins.
func (im *networkImporter) faultAt(l *streets.Line) geo.Point {
	if _, fault := im.line(l).Fault(im.scheme); fault != nil {
		return fault.At
	}
	return l.Shape[0][0]
}

func (r *NetworkReport) reject(l *streets.Line, reason, message string, at geo.Point) {
	r.Counts.Rejected++
	if len(r.Rejected) < mostMentions {
		r.Rejected = append(r.Rejected, NetworkFault{Code: clip(l.Code), Reason: reason, Message: message, At: at.LonLat()})
	}
}
