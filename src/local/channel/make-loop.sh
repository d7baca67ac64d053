#!/bin/sh
# Makes loop.mpegts: 9.6 s of picture and sound that join their own beginning. Needs ffmpeg with libx264 and drawtext.
#
# 9.6 s are 240 pictures at 25/s and 450 AAC frames of 1024 samples at 48 kHz. Both fit only multiples of 0.64 s.
# The sound is encoded three times over and its middle third kept, so that the encoder's priming is gone and the last
# frame overlaps with the first. pes_payload_size=0 gives each AAC frame a PES, and so a time stamp, of its own.
set -eu
out=$(cd "$(dirname "$0")" && pwd)/loop.mpegts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
font=$(fc-match -f '%{file}' 'DejaVu Sans:bold')

hand="lte(abs((X-120)*cos(2*PI*T/9.6)+(Y-120)*sin(2*PI*T/9.6)),4)\
*gte((X-120)*sin(2*PI*T/9.6)-(Y-120)*cos(2*PI*T/9.6),0)*lte(hypot(X-120,Y-120),104)"
clock="geq=lum='if($hand,235,if(between(hypot(X-120,Y-120),108,112),180,30))'"
text="drawtext=fontfile=$font:text='STICKY TEST CARD %{eif\:t\:d}.%{eif\:mod(t*25\,25)*4\:d\:2}'\
:fontsize=24:fontcolor=white:box=1:boxcolor=0x101820:boxborderw=8:x=(w-tw)/2:y=16"

ffmpeg -v error \
  -f lavfi -i "smptebars=size=640x360:rate=25:duration=9.6" \
  -f lavfi -i "color=c=black:size=240x240:rate=25:duration=9.6,format=gray,$clock" \
  -filter_complex "[0][1]overlay=x=200:y=60:shortest=1,$text,format=yuv420p[v]" -map "[v]" \
  -c:v libx264 -preset veryslow -profile:v high -level 3.1 -threads 1 -bf 0 -g 48 -keyint_min 48 -sc_threshold 0 \
  -b:v 100k -maxrate 160k -bufsize 300k video.mp4

beep="if(lt(mod(t\,1.6)\,0.12)\,0.3*sin(2*PI*880*t)\,0.03*sin(2*PI*440*t))"
ffmpeg -v error -f lavfi -i "aevalsrc=$beep:sample_rate=48000:duration=28.8" -c:a aac -b:a 32k -f adts thrice.aac
ffmpeg -v error -i thrice.aac -c copy -bsf:a "noise=drop='not(between(n,451,900))'" -f adts audio.aac

ffmpeg -v error -i video.mp4 -i audio.aac -c copy -f segment -segment_time 1.92 \
  -segment_format mpegts -segment_format_options pes_payload_size=0:pat_period=60:sdt_period=60 part%d.ts
cat part0.ts part1.ts part2.ts part3.ts part4.ts >"$out"
