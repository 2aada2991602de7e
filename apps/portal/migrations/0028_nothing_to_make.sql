-- A processor that had nothing to make left a derivative that said so, on every picture without a caption. It leaves none now.

delete from valetkey.derivative where state = 'not_available' and reason = 'not_made';
