import ij.ImagePlus;
import ij.io.Opener;
import ij.process.ImageProcessor;

/**
 * Opens each TIFF named on the command line by ImageJ's own reader and prints, as JSON a line: file, width, height,
 * images, and over all images the sum of calibrated values and the sum weighted by place (1 to 8191, again and again).
 * Run as a single source file with ij.jar on the class path; no window, no display.
 */
class TiffImageJ {
    public static void main(String[] files) {
        for (String file : files) {
            ImagePlus image = new Opener().openImage(file);
            if (image == null) {
                System.out.println("{\"file\":\"" + file + "\",\"error\":\"ImageJ can't open it\"}");
                continue;
            }
            double sum = 0;
            double weighted = 0;
            long place = 0;
            for (int slice = 1; slice <= image.getStackSize(); slice++) {
                image.setSliceWithoutUpdate(slice);
                ImageProcessor pixels = image.getStack().getProcessor(slice);
                pixels.setCalibrationTable(image.getCalibration().getCTable());
                for (int y = 0; y < image.getHeight(); y++) {
                    for (int x = 0; x < image.getWidth(); x++, place++) {
                        double value = pixels.getPixelValue(x, y);
                        sum += value;
                        weighted += value * (place % 8191 + 1);
                    }
                }
            }
            System.out.println("{\"file\":\"" + file + "\",\"width\":" + image.getWidth() + ",\"height\":" + image.getHeight()
                + ",\"images\":" + image.getStackSize() + ",\"sum\":" + sum + ",\"weighted\":" + weighted + "}");
        }
    }
}
